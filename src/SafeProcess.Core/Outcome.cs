namespace SafeProcess;

/// <summary>How a run ended. Exactly one outcome holds for every run.</summary>
public enum Outcome
{
    /// <summary>The program ended by itself; <see cref="ProcessResult.ExitCode"/> holds its exit code.</summary>
    Exited,

    /// <summary>A signal that the run did not send ended the program; <see cref="ProcessResult.Signal"/> names it.</summary>
    Signaled,

    /// <summary><see cref="ProcessSpec.Timeout"/> passed and the tree was taken down the stop ladder.</summary>
    TimedOut,

    /// <summary>No byte came on either stream for <see cref="ProcessSpec.IdleTimeout"/>.</summary>
    IdleTimedOut,

    /// <summary>A sink was full: the program wrote more than the sink's limit.</summary>
    OutputLimitExceeded,

    /// <summary>The tree used more than <see cref="ProcessSpec.MemoryLimit"/>, <see cref="ProcessSpec.ProcessLimit"/> or
    /// <see cref="ProcessSpec.CpuTimeLimit"/> allow; <see cref="ProcessResult.ExceededLimit"/> says which.</summary>
    LimitExceeded,

    /// <summary>The caller canceled the run, or a sink or the input failed.</summary>
    Canceled,

    /// <summary>The program ended by itself with success, but left descendants behind that had to be stopped, and <see cref="OrphanPolicy.Fail"/> makes that a
    /// failure. <see cref="ProcessResult.ExitCode"/> holds its exit code, <see cref="ProcessResult.Diagnosis"/> what was stopped.</summary>
    OrphansStopped,
}
