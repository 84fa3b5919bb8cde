namespace SafeProcess;

/// <summary>A limit on what a tree may use.</summary>
public enum ResourceLimit
{
    /// <summary><see cref="ProcessSpec.MemoryLimit"/>.</summary>
    Memory,

    /// <summary><see cref="ProcessSpec.ProcessLimit"/>.</summary>
    Process,

    /// <summary><see cref="ProcessSpec.CpuTimeLimit"/>.</summary>
    CpuTime,
}
