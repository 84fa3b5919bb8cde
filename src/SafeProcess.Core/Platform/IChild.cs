namespace SafeProcess.Platform;

/// <summary>A program that was launched: its streams, its exit, its tree.</summary>
internal interface IChild : IDisposable
{
    /// <summary>The full path that was found.</summary>
    string FilePath { get; }

    /// <summary>The directory it started in.</summary>
    string WorkingDirectory { get; }

    int ProcessId { get; }

    IOutputPipe StandardOutput { get; }

    /// <summary>Null when both streams share one pipe.</summary>
    IOutputPipe? StandardError { get; }

    /// <summary>Null when the spec has no input.</summary>
    IInputPipe? StandardInput { get; }

    /// <summary>Completes when the program has ended, whatever became of its descendants. Its id stays taken until <see cref="Reap"/>.</summary>
    Task Exited { get; }

    IProcessTree Tree { get; }

    /// <summary>What holds the tree.</summary>
    Containment Containment { get; }

    /// <summary>Completes when the tree has used more than a limit allows; null when nothing but the program's end can tell.</summary>
    Task<ResourceLimit>? LimitExceeded { get; }

    /// <summary>Why the tree would live on if the host were killed, as a clause; null when a guardian would end it.</summary>
    string? Unguarded { get; }

    /// <summary>Runs code that is not the project's and may block: not on a thread that serves other runs.</summary>
    void RunForeignCode(Action code);

    /// <summary>Takes the exit status and lets the system forget the program. Call it once, after <see cref="Exited"/>.</summary>
    ChildAccount Reap();
}

/// <summary>The system's account of a program that has ended.</summary>
/// <param name="ExitCode">Null when a signal ended it.</param>
/// <param name="SignalNumber">Null when it exited.</param>
/// <param name="SignalName">The name of the signal.</param>
/// <param name="ProcessorTime">User and system time.</param>
/// <param name="PeakWorkingSet">Bytes; null where it cannot be told from the host's.</param>
/// <param name="ExceededLimit">The limit whose enforcement ended the program; null when none did.</param>
internal readonly record struct ChildAccount(
    int? ExitCode, int? SignalNumber, string? SignalName, TimeSpan ProcessorTime, long? PeakWorkingSet, ResourceLimit? ExceededLimit = null);
