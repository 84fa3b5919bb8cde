using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>Many short runs at a throttle of 4, against what else runs programs side by side, and the memory that items cost which wait.</summary>
internal static class BatchRows
{
    public static Row Xargs { get; } = new("batch-xargs", static settings =>
        TimeAsync(settings, "batch-xargs", 2000, "`xargs -P4 -n1`", 1.6));

    public static Row Parallel { get; } = new("batch-parallel", static settings =>
        TimeAsync(settings, "batch-parallel", 2000, "`ForEach-Object -Parallel { & /bin/true } -ThrottleLimit 4`", 0.3));

    public static Row GnuParallel { get; } = new("batch-gnu", static settings =>
        IsOnPath("parallel")
            ? TimeAsync(settings, "batch-gnu", 2000, "GNU `parallel -j4`", 0.3)
            : Task.FromResult<IReadOnlyList<Reading>>([Reading.NotMeasured("the batch against GNU `parallel -j4`", Bar.AtMostRatio(0.3), "no parallel")]));

    // A job costs so much more that fewer of them tell as much.
    public static Row Jobs { get; } = new("batch-jobs", static settings =>
        TimeAsync(settings, "batch-jobs", 300, "`Start-ThreadJob -ThrottleLimit 4 { & /bin/true }`", 0.1));

    public static Row Memory { get; } = new("batch-memory", MeasureMemoryAsync);

    private static Task<IReadOnlyList<Reading>> TimeAsync(Settings settings, string row, int runs, string other, double bar)
    {
        var count = (settings.Quick ? runs / 10 : runs).ToString(CultureInfo.InvariantCulture);
        return PowerShellRows.MeasureAsync(
            settings, row, settings.Quick ? 3 : 5, $"{count} times `/bin/true`: `Invoke-SafeProcessBatch -ThrottleLimit 4` against {other}, time",
            Bar.AtMostRatio(bar), "-Runs", count);
    }

    private static async Task<IReadOnlyList<Reading>> MeasureMemoryAsync(Settings settings)
    {
        const string What = "200000 items behind a slow run, until `-BatchTimeout 5s`: growth of resident memory";
        var bar = Bar.AtMost(32, "MiB");
        if (PowerShell.WhyNot(settings) is { } reason)
            return [Reading.NotMeasured(What, bar, reason)];
        var output = await PowerShell.RunAsync("batch-memory.ps1", settings);
        return [new Reading(What, bar, double.Parse(output, CultureInfo.InvariantCulture), "peak (VmHWM) above the size before; fresh pwsh after a batch of 500")];
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
