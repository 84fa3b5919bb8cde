using System.Globalization;

namespace SafeProcess;

/// <summary>Tells a result in one line: program, outcome, duration, the last line of standard error. Never an argument or an environment
/// value: they may hold secrets.</summary>
internal static class ResultMessage
{
    public static string Compose(ProcessResult result)
    {
        var message = $"'{Path.GetFileName(result.FilePath)}' {How(result)} after {Duration(result.Duration)}";
        return result.LastErrorLine is { } line ? $"{message}: {line}" : $"{message}.";
    }

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0#} s"),
        { TotalDays: < 1 } => time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        _ => time.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
    };

    private static string How(ProcessResult result) => result.Outcome switch
    {
        Outcome.Exited => string.Create(CultureInfo.InvariantCulture, $"exited with code {result.ExitCode}"),
        Outcome.Signaled => $"was ended by {result.Signal}",
        Outcome.TimedOut => "timed out and was stopped",
        Outcome.IdleTimedOut => "fell silent for too long and was stopped",
        Outcome.OutputLimitExceeded => "wrote more than the output limit and was stopped",
        Outcome.LimitExceeded => $"used more than its {Limit(result.ExceededLimit)} limit and was stopped",
        Outcome.Canceled => "was canceled",
        _ => result.Outcome.ToString(),
    };

    private static string Limit(ResourceLimit? limit) => limit switch
    {
        ResourceLimit.Memory => "memory",
        ResourceLimit.Process => "process",
        ResourceLimit.CpuTime => "processor time",
        _ => "resource",
    };
}
