using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>What <c>$LASTEXITCODE</c> says of a run, in the numbers of GNU <c>timeout(1)</c> and of shells.</summary>
internal static class LastExitCode
{
    /// <summary>After a deadline.</summary>
    public const int AfterDeadline = 124;

    /// <summary>When a run was cut off.</summary>
    public const int CutOff = 125;

    private const int CannotRun = 126;
    private const int NotFound = 127;
    private const int FirstSignal = 128;

    /// <summary>Sets the variable for everybody, as a program's end does.</summary>
    public static void Set(SessionState session, int exitCode) => session.PSVariable.Set("global:LASTEXITCODE", exitCode);

    /// <summary>The exit code; 124 after a deadline, 128 + n after signal n, 125 when the run was cut off: by the output limit,
    /// by a limit on what the tree may use, because the pipeline stopped or because its output could not be written; and when a program that succeeded left behind what
    /// had to be stopped, and that counts as a failure.</summary>
    public static int Of(ProcessResult result) => result.Outcome switch
    {
        Outcome.TimedOut or Outcome.IdleTimedOut => AfterDeadline,
        Outcome.Signaled => FirstSignal + result.SignalNumber.GetValueOrDefault(),
        Outcome.Exited => result.ExitCode ?? CutOff,
        _ => CutOff,
    };

    /// <summary>For what could not be run: 127 when the program was not found, 126 when it may not or cannot be run, else 125.</summary>
    public static int Of(Exception failure) => failure switch
    {
        SessionItemException item => item.ExitCode,
        StartException { Failure: StartFailure.CommandNotFound } => NotFound,
        StartException { Failure: StartFailure.NotExecutable or StartFailure.PermissionDenied or StartFailure.ArgumentRefused } => CannotRun,
        _ => CutOff,
    };
}
