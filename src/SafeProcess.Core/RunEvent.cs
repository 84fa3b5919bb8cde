namespace SafeProcess;

/// <summary>A step of a run, for those who want to watch (<see cref="ProcessRunner.Events"/>).</summary>
/// <param name="Kind">Which step.</param>
/// <param name="Elapsed">Since the program was started.</param>
/// <param name="Message">The step as one English sentence, without environment values and arguments. What cannot be seen is an escape in it.</param>
public sealed record RunEvent(RunEventKind Kind, TimeSpan Elapsed, string Message)
{
    /// <summary>The step as one English sentence, without environment values and arguments. What cannot be seen is an escape in it.</summary>
    public string Message { get; init; } = VisibleText.Line(Message);
}

/// <summary>The steps a run can tell of.</summary>
public enum RunEventKind
{
    /// <summary>The program runs.</summary>
    Started,

    /// <summary>There is no guardian: if the host were killed, the tree would live on.</summary>
    Unguarded,

    /// <summary>The program itself has ended; descendants may live on.</summary>
    ProgramExited,

    /// <summary>Descendants outlived the program.</summary>
    OrphansFound,

    /// <summary>Something asked for the stop ladder: a deadline, a limit, the caller.</summary>
    StopRequested,

    /// <summary>The stop signal went to every member of the tree.</summary>
    StopSignalSent,

    /// <summary>The grace period is over and SIGKILL went to what was left.</summary>
    KillSent,

    /// <summary>A look at the system found nothing of the tree.</summary>
    TreeEnded,

    /// <summary>Some of the tree cannot be ended by this user (another user's process, uninterruptible sleep).</summary>
    TreeSurvived,

    /// <summary>Somebody who takes output took nothing, and is not waited for any more: output is lost.</summary>
    ReceiverGivenUp,

    /// <summary>The run is over.</summary>
    Ended,
}
