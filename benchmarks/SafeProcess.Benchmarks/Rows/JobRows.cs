using System.ComponentModel;
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
        if (await MeasureAsync(settings, "threads", count) is not { } measured)
            return [Reading.NotMeasured(what, bar, "no module, or no pwsh")];
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
        if (await MeasureAsync(settings, "stop", count) is not { } measured)
            return [Reading.NotMeasured(what, bar, "no module, or no pwsh")];
        var (seconds, left) = (measured[0], measured[1]);
        return left == 0
            ? [new Reading(what, bar, seconds - 2, string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s in all; no process of them was left"))]
            : throw new InvalidOperationException($"{left} processes were left.");
    });

    private static async Task<double[]?> MeasureAsync(Settings settings, string row, int count)
    {
        if (settings.Module is null)
            return null;
        try
        {
            var (exitCode, output, error) = await Programs.CaptureAsync(
                "pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "Rows", "jobs.ps1"),
                "-Module", settings.Module, "-Row", row, "-Count", count.ToString(CultureInfo.InvariantCulture));
            return exitCode == 0
                ? [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static text => double.Parse(text, CultureInfo.InvariantCulture))]
                : throw new InvalidOperationException($"pwsh exited with {exitCode}: {error.Trim()} {output.Trim()}");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
