using System.Diagnostics;
using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What a thousand runs at once cost in threads and time.</summary>
internal static class ManyRunsRow
{
    public static Row Row { get; } = new("many-runs", MeasureAsync, OwnProcess: true);

    private static async Task<IReadOnlyList<Reading>> MeasureAsync(Settings settings)
    {
        var runs = settings.Quick ? 200 : 1000;
        var stop = false;
        var peak = 0;
        var sampler = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                peak = Math.Max(peak, Machine.Threads());
                Thread.Sleep(10);
            }
        })
        { IsBackground = true };
        sampler.Start();
        var before = Machine.Threads();
        var start = Stopwatch.GetTimestamp();
        var results = await Task.WhenAll(Enumerable.Range(0, runs).Select(static _ => new ProcessRunner().RunAsync(new ProcessSpec("sleep", "2"))));
        var elapsed = Stopwatch.GetElapsedTime(start);
        Volatile.Write(ref stop, true);
        sampler.Join();
        if (!results.All(static result => result.Success))
            throw new InvalidOperationException("Not every run ended well.");

        var detail = string.Create(CultureInfo.InvariantCulture, $"fresh process; {before} threads before the first run, {peak} at the peak");
        return
        [
            new Reading($"{runs} runs of `sleep 2` at once: added threads", Bar.AtMost(8, "threads"), peak - before, detail),
            new Reading($"{runs} runs of `sleep 2` at once: all done within", Bar.AtMost(6, "s"), elapsed.TotalSeconds, "from before the first start to after the last end"),
        ];
    }
}
