namespace SafeProcess.Platform;

/// <summary>The programs of a run that were launched: their streams, their exits, their tree.</summary>
internal interface IChild : IDisposable
{
    /// <summary>The programs, the first first; one unless they are a pipeline.</summary>
    IReadOnlyList<ChildStage> Stages { get; }

    /// <summary>That of the last program.</summary>
    IOutputPipe StandardOutput { get; }

    /// <summary>That of the first program; null when the spec has no input.</summary>
    IInputPipe? StandardInput { get; }

    /// <summary>What the programs are, and all that descends from them.</summary>
    IProcessTree Tree { get; }

    /// <summary>What holds the tree.</summary>
    Containment Containment { get; }

    /// <summary>Completes when the tree has used more than a limit allows; null when nothing but the program's end can tell.</summary>
    Task<ResourceLimit>? LimitExceeded { get; }

    /// <summary>Why the tree would live on if the host were killed, as a clause; null when a guardian would end it.</summary>
    string? Unguarded { get; }

    /// <summary>Why the stage after those launched could not be started: then they are to be ended, and nothing of them is of use. Null when all run.</summary>
    StartException? StartFailure { get; }

    /// <summary>Runs code that is not the project's and may block or compute: if this thread serves other runs, another one takes its place meanwhile.</summary>
    /// <param name="code">Must not throw.</param>
    /// <param name="mayRunLater">True to run it on another thread when none can take this one's place; otherwise it runs here all the same.</param>
    void RunForeignCode(Action code, bool mayRunLater);

    /// <summary>Takes the exit statuses and lets the system forget the programs. Call it once, when all have ended.</summary>
    ChildAccount Reap();
}

/// <summary>One program of a run.</summary>
/// <param name="FilePath">The full path that was found.</param>
/// <param name="WorkingDirectory">The directory it started in.</param>
/// <param name="ProcessId">Its id, which stays taken until <see cref="IChild.Reap"/>.</param>
/// <param name="Exited">Completes when it has ended, whatever became of its descendants.</param>
/// <param name="StandardError">Null when it goes where standard output does.</param>
internal sealed record ChildStage(string FilePath, string WorkingDirectory, int ProcessId, Task Exited, IOutputPipe? StandardError);

/// <summary>The system's account of a run whose programs have ended.</summary>
/// <param name="Stages">That of each program; null when they could not be reaped.</param>
/// <param name="ProcessorTime">User and system time of them all, or of the whole tree where that is counted.</param>
/// <param name="PeakWorkingSet">Bytes; null where it cannot be told from the host's.</param>
/// <param name="ExceededLimit">The limit whose enforcement ended a program; null when none did.</param>
internal readonly record struct ChildAccount(
    IReadOnlyList<StageAccount>? Stages, TimeSpan ProcessorTime, long? PeakWorkingSet, ResourceLimit? ExceededLimit = null)
{
    /// <summary>The account of programs of which nothing but their own is counted.</summary>
    public static ChildAccount Of(StageAccount[] stages)
    {
        var (time, peak) = (TimeSpan.Zero, (long?)null);
        foreach (var stage in stages)
        {
            time += stage.ProcessorTime;
            peak = peak > stage.PeakWorkingSet ? peak : stage.PeakWorkingSet ?? peak;
        }

        return new ChildAccount(stages, time, peak);
    }
}

/// <summary>The system's account of one program that has ended.</summary>
/// <param name="ExitCode">Null when a signal ended it, or when nothing can tell any more how it ended.</param>
/// <param name="SignalNumber">Null when it exited.</param>
/// <param name="SignalName">The name of the signal.</param>
/// <param name="ProcessorTime">User and system time.</param>
/// <param name="PeakWorkingSet">Bytes; null where it cannot be told from the host's.</param>
internal readonly record struct StageAccount(int? ExitCode, int? SignalNumber, string? SignalName, TimeSpan ProcessorTime, long? PeakWorkingSet)
{
    /// <summary>Whether the reader of its output had closed the pipe before this program did; null when the system does not tell, or no program reads it.</summary>
    public bool? ReaderClosedFirst { get; init; }
}
