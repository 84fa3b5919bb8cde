using System.Globalization;

namespace SafeProcess;

/// <summary>Tells a result in one line: program, outcome, duration, the last line of standard error. Never an argument or an environment
/// value: they may hold secrets.</summary>
internal static class ResultMessage
{
    private const int MostNamed = 5;

    public static string Compose(ProcessResult result)
    {
        var message = $"{Who(result)} {How(result)} after {Duration(result.Duration)}{LeftOver(result)}{(result.OutputIncomplete ? ", its output not taken in full" : "")}";
        return VisibleText.Line(result.LastErrorLine is { } line ? $"{message}: {line}" : $"{message}.");
    }

    public static string Compose(StageResult stage) => VisibleText.Of(string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.GetFileName(stage.FilePath)} {(stage.ExitCode is { } code ? $"exited with code {code}" : stage.Signal is { } signal ? $"was ended by {signal}" : "ended")}"));

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0#} s"),
        { TotalDays: < 1 } => time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        _ => time.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
    };

    /// <summary>The program, the stage that failed, or the pipeline when the end is not one stage's.</summary>
    private static string Who(ProcessResult result)
    {
        var stages = result.Stages;
        if (stages.Count == 0)
            return $"'{Path.GetFileName(result.FilePath)}'";
        if (!result.Success && result.Outcome is Outcome.Exited or Outcome.Signaled)
        {
            var deciding = stages.Count - 1;
            while (deciding > 0 && stages[deciding].Success)
                deciding--;
            return $"'{Path.GetFileName(stages[deciding].FilePath)}' (stage {deciding + 1} of {stages.Count})";
        }

        var names = stages.Select(static stage => Path.GetFileName(stage.FilePath));
        return $"'{string.Join(" | ", stages.Count <= MostNamed ? names : [.. names.Take(MostNamed - 1), "...", Path.GetFileName(result.FilePath)])}'";
    }

    private static string How(ProcessResult result) => result.Outcome switch
    {
        Outcome.Exited when result.ExitCode is null => "ended with an exit code that nothing can tell (SIGCHLD is ignored here, or other code reaped it)",
        Outcome.Exited => string.Create(CultureInfo.InvariantCulture, $"exited with code {result.ExitCode}"),
        Outcome.Signaled => $"was ended by {result.Signal}",
        Outcome.TimedOut => $"timed out and {Stopped(result)}",
        Outcome.IdleTimedOut => $"fell silent for too long and {Stopped(result)}",
        Outcome.OutputLimitExceeded => $"wrote more than the output limit and {Stopped(result)}",
        Outcome.LimitExceeded => $"used more than its {Limit(result.ExceededLimit)} limit and {Stopped(result)}",
        Outcome.OrphansStopped => string.Create(
            CultureInfo.InvariantCulture, $"exited with code {result.ExitCode} but left behind {Names(result.Diagnosis)}, which had to be stopped,"),
        Outcome.Canceled => SurvivedItself(result) ? "was canceled and could not be stopped" : "was canceled",
        _ => result.Outcome.ToString(),
    };

    private static string Stopped(ProcessResult result) => SurvivedItself(result) ? "could not be stopped" : "was stopped";

    private static bool SurvivedItself(ProcessResult result) => result.Survivors.Any(
        survivor => survivor.Id == result.ProcessId || result.Stages.Any(stage => stage.ProcessId == survivor.Id));

    private static string LeftOver(ProcessResult result) =>
        result.Survivors.Count == 0 ? "" : $"; {Names(result.Survivors)} could not be ended and {(result.Survivors.Count == 1 ? "runs" : "run")} on";

    /// <summary>The first of them with their ids, and how many more there are.</summary>
    public static string Names(IReadOnlyList<object> members) =>
        members.Count <= MostNamed ? string.Join(", ", members) : $"{string.Join(", ", members.Take(MostNamed))} and {members.Count - MostNamed} more";

    private static string Limit(ResourceLimit? limit) => limit switch
    {
        ResourceLimit.Memory => "memory",
        ResourceLimit.Process => "process",
        ResourceLimit.CpuTime => "processor time",
        _ => "resource",
    };
}
