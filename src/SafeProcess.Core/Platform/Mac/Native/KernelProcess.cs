using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Mac.Native;

/// <summary>struct kinfo_proc of <c>sys/sysctl.h</c> in a 64-bit process, with the fields that mean something here. Its first part is
/// struct extern_proc of <c>sys/proc.h</c>, its second struct eproc.</summary>
[StructLayout(LayoutKind.Explicit, Size = 648)]
internal unsafe struct KernelProcess
{
    public const int LongestName = 16;

    /// <summary>P_TRACED, in <see cref="Flags"/>.</summary>
    public const int Traced = 0x800;

    /// <summary>p_starttime: when it was forked, by the wall clock of that moment.</summary>
    [FieldOffset(0)]
    public long StartSeconds;

    [FieldOffset(8)]
    public int StartMicroseconds;

    [FieldOffset(32)]
    public int Flags;

    /// <summary>p_stat: SIDL to SZOMB.</summary>
    [FieldOffset(36)]
    public byte Status;

    [FieldOffset(40)]
    public int Id;

    /// <summary>p_oppid: while a debugger is its parent, the id of its own.</summary>
    [FieldOffset(44)]
    public int OwnParentId;

    /// <summary>p_comm.</summary>
    [FieldOffset(243)]
    public fixed byte Name[LongestName + 1];

    [FieldOffset(560)]
    public int ParentId;
}

/// <summary>struct proc_uniqidentifierinfo of <c>sys/proc_info_private.h</c>, flavor PROC_PIDUNIQIDENTIFIERINFO of proc_pidinfo. Apple's
/// tools use it and its size is fixed there, but the header is not part of the SDK.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal struct UniqueIds
{
    public const int Flavor = 17;

    /// <summary>Given out in ascending order, never twice; a process keeps its own across an exec.</summary>
    [FieldOffset(16)]
    public ulong Own;

    /// <summary>That of its parent when it was forked, or executed the last time, whatever became of that.</summary>
    [FieldOffset(24)]
    public ulong Parent;
}

/// <summary>struct proc_taskinfo of <c>sys/proc_info.h</c>, flavor PROC_PIDTASKINFO of proc_pidinfo.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
internal struct TaskInfo
{
    public const int Flavor = 4;

    /// <summary>In bytes.</summary>
    [FieldOffset(8)]
    public ulong Resident;

    /// <summary>In ticks of mach_absolute_time.</summary>
    [FieldOffset(16)]
    public ulong UserTime;

    [FieldOffset(24)]
    public ulong SystemTime;

    [FieldOffset(88)]
    public int RunningThreads;
}
