namespace SafeProcess.Telemetry;

/// <summary>The names of what is measured. Those that begin with <c>process.</c> and <c>error.</c> are OpenTelemetry's
/// (https://opentelemetry.io/docs/specs/semconv/registry/attributes/process/ and https://opentelemetry.io/docs/specs/semconv/cli/cli-spans/); it has none for the others.
/// <c>docs/telemetry.md</c> lists them all.</summary>
internal static class TelemetryNames
{
    /// <summary>Of the activity source and the meter.</summary>
    public const string Source = "SafeProcess";

    public const string ActiveRuns = "safeprocess.active_runs";
    public const string RunDuration = "safeprocess.run.duration";
    public const string StreamBytes = "safeprocess.stream.io";
    public const string Orphans = "safeprocess.orphans";
    public const string Steps = "safeprocess.steps";

    public const string ExecutableName = "process.executable.name";
    public const string ProcessId = "process.pid";
    public const string ExitCode = "process.exit.code";
    public const string ErrorType = "error.type";

    public const string Outcome = "safeprocess.outcome";
    public const string Signal = "safeprocess.signal";
    public const string StopSignal = "safeprocess.stop_signal";
    public const string ExceededLimit = "safeprocess.exceeded_limit";
    public const string ContainmentKind = "safeprocess.containment";
    public const string OutputIncomplete = "safeprocess.output_incomplete";
    public const string OrphanCount = "safeprocess.orphan.count";
    public const string OrphanPolicy = "safeprocess.orphan.policy";
    public const string OutputSize = "safeprocess.stdout.size";
    public const string ErrorSize = "safeprocess.stderr.size";
    public const string Stream = "safeprocess.stream";
    public const string Step = "safeprocess.step";
    public const string StageNumber = "safeprocess.stage.number";
    public const string StageCount = "safeprocess.stage.count";

    /// <summary>The event of one program of a pipeline.</summary>
    public const string StageEvent = "safeprocess.stage";

    /// <summary>The outcome of a run that did not start, which has no <see cref="ProcessResult"/>.</summary>
    public const string NotStarted = "NotStarted";

    /// <summary>The name of a step; null for the start and the end, which are the activity's own.</summary>
    public static string? OfStep(RunEventKind kind) => kind switch
    {
        RunEventKind.Unguarded => "unguarded",
        RunEventKind.ProgramExited => "program_exited",
        RunEventKind.OrphansFound => "orphans_found",
        RunEventKind.StopRequested => "stop_requested",
        RunEventKind.StopSignalSent => "stop_signal_sent",
        RunEventKind.KillSent => "kill_sent",
        RunEventKind.TreeEnded => "tree_ended",
        RunEventKind.TreeSurvived => "tree_survived",
        RunEventKind.ReceiverGivenUp => "receiver_given_up",
        _ => null,
    };

    /// <summary>The class of error of a run that ended any other way than success, few and known before; null for success.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="failure">What a sink or the input threw; null for nothing.</param>
    public static string? ErrorTypeOf(ProcessResult result, ProcessFailedException? failure) => (result, failure) switch
    {
        (_, { InnerException: { } thrown }) => thrown.GetType().FullName,
        ({ Success: true }, _) => null,
        ({ Outcome: SafeProcess.Outcome.Exited, ExitCode: null }, _) => "ExitCodeUnknown",
        ({ Outcome: SafeProcess.Outcome.Exited }, _) => "NonZeroExit",
        _ => result.Outcome.ToString(),
    };

    /// <summary>The class of error of a run that ended without a result.</summary>
    public static string ErrorTypeOf(Exception failure) => failure switch
    {
        // The convention's own word for what has none.
        StartException { Failure: StartFailure.Other } => "_OTHER",
        StartException start => start.Failure.ToString(),
        _ => failure.GetType().FullName!,
    };
}
