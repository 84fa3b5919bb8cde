namespace SafeProcess.Cli;

/// <summary>Exit codes, as <c>timeout</c> of GNU coreutils gives them
/// (https://www.gnu.org/software/coreutils/manual/html_node/timeout-invocation.html).</summary>
internal static class ExitCode
{
    public const int Deadline = 124;
    public const int OwnError = 125;
    public const int CannotRun = 126;
    public const int NotFound = 127;

    public static int AfterSignal(int number) => 128 + number;

    public static int Of(ProcessResult result) => result.Outcome switch
    {
        Outcome.Exited => result.ExitCode ?? OwnError,
        Outcome.Signaled => AfterSignal(result.SignalNumber!.Value),
        Outcome.TimedOut or Outcome.IdleTimedOut => Deadline,
        _ => OwnError,
    };

    /// <summary>As the program itself ended; a deadline's where nothing can tell, or nothing could end it.</summary>
    public static int OfProgram(ProcessResult result) =>
        result.SignalNumber is { } number ? AfterSignal(number) : result.ProgramExitCode ?? Of(result);

    public static int Of(StartFailure failure) => failure switch
    {
        StartFailure.CommandNotFound => NotFound,
        StartFailure.NotExecutable or StartFailure.PermissionDenied or StartFailure.ArgumentListTooLong or StartFailure.ArgumentRefused => CannotRun,
        _ => OwnError,
    };
}
