using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What many jobs at once cost in threads, and how long it takes to stop them. Each in a fresh pwsh.</summary>
internal static class JobRows
{
    public static Row Threads { get; } = new("jobs-threads", static async settings =>
    {
        var count = settings.Quick ? 100 : 500;
        var what = $"in pwsh: {count} jobs of `sleep 3` at once: added threads";
        var bar = Bar.AtMost(8, "threads");
        if (PowerShell.WhyNot(settings) is { } reason)
            return [Reading.NotMeasured(what, bar, reason)];
        var measured = await MeasureAsync(settings, "threads", count);
        var (before, peak, started, ended) = (measured[0], measured[1], measured[2], measured[3]);
        return
        [
            new Reading(what, bar, peak - before, string.Create(
                CultureInfo.InvariantCulture,
                $"{before} threads after a first job, {peak} at the peak; all started after {started:0.00} s, finished after {ended:0.00} s")),
        ];
    });

    public static Row Stop { get; } = new("jobs-stop", static async settings =>
    {
        var count = settings.Quick ? 50 : 200;
        var what = $"in pwsh: `Stop-Job` on {count} trees of 3 that ignore SIGTERM: all gone, beyond the grace period of 2 s";
        var bar = Bar.AtMost(1, "s");
        if (PowerShell.WhyNot(settings) is { } reason)
            return [Reading.NotMeasured(what, bar, reason)];
        var measured = await MeasureAsync(settings, "stop", count);
        var (seconds, left) = (measured[0], measured[1]);
        return left == 0
            ? [new Reading(what, bar, seconds - 2, string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s in all; no process of them was left"))]
            : throw new InvalidOperationException($"{left} processes were left.");
    });

    private static async Task<double[]> MeasureAsync(Settings settings, string row, int count)
    {
        var output = await PowerShell.RunAsync("jobs.ps1", settings, "-Row", row, "-Count", count.ToString(CultureInfo.InvariantCulture));
        return
        [
            .. output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(static text => double.Parse(text, CultureInfo.InvariantCulture)),
        ];
    }
}
