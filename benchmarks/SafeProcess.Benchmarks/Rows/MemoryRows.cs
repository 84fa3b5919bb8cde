using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What output costs in memory: that which comes in small pieces and goes to files, and a long text that is captured. Each figure is of a fresh process.</summary>
internal static class MemoryRows
{
    private const double Mebi = 1L << 20;
    private const int AtOnce = 8;
    private const int TextLength = 90_000_000;

    public static Row Pieces { get; } = new("pieces-memory", MeasurePiecesAsync);

    public static Row Text { get; } = new("text-memory", MeasureTextAsync);

    /// <summary>Measured in processes of their own, for the rows.</summary>
    public static Row[] Parts { get; } =
    [
        new("pieces-to-files", settings => PeakAsync(() => WritePiecesAsync(settings, toFiles: true))),
        new("pieces-counted", settings => PeakAsync(() => WritePiecesAsync(settings, toFiles: false))),
        new("text-captured", static _ => PeakAsync(CaptureAsync)),
    ];

    private static async Task<IReadOnlyList<Reading>> MeasurePiecesAsync(Settings settings)
    {
        var pairs = new List<(double, double)>();
        for (var round = 0; round < (settings.Quick ? 3 : 9); round++)
            pairs.Add((await PartAsync(0, settings), await PartAsync(1, settings)));
        var peaks = new Pairs(pairs);
        return
        [
            new Reading(
                $"{AtOnce} programs at once that write in pieces of 10 bytes: each to a file against a counting sink, memory", Bar.AtMostRatio(2), peaks.Ratio,
                string.Create(CultureInfo.InvariantCulture, $"peak (VmHWM) {peaks.MedianA:0.0} MiB against {peaks.MedianB:0.0} MiB; {peaks.Spread}, each in a fresh process")),
        ];
    }

    private static async Task<IReadOnlyList<Reading>> MeasureTextAsync(Settings settings)
    {
        const double Text = 2.0 * TextLength / Mebi;
        var peaks = new List<(double, double)>();
        for (var round = 0; round < (settings.Quick ? 3 : 9); round++)
            peaks.Add((await PartAsync(2, settings), Text));
        var growth = new Pairs(peaks);
        return
        [
            new Reading(
                "90 MB of text captured: growth of resident memory against that of the text itself", Bar.AtMostRatio(1.2), growth.Ratio,
                string.Create(CultureInfo.InvariantCulture, $"peak (VmHWM) {growth.MedianA:0} MiB above that before, text {Text:0} MiB; {growth.Spread}, each in a fresh process")),
        ];
    }

    private static async Task<double> PartAsync(int part, Settings settings) => (await OwnProcess.MeasureAsync(Parts[part], settings))[0].Figure!.Value;

    /// <returns>The peak of resident memory, less what <paramref name="run"/> says that is not to count.</returns>
    private static async Task<IReadOnlyList<Reading>> PeakAsync(Func<Task<double>> run)
    {
        await new ProcessRunner().RunAsync(new ProcessSpec("echo", "first"));
        var before = await run();
        return [new Reading("", Bar.AtMost(0, "MiB"), (Machine.Memory("VmHWM") - before) / Mebi, "")];
    }

    private static async Task<double> WritePiecesAsync(Settings settings, bool toFiles)
    {
        var pieces = settings.Quick ? 20_000 : 200_000;
        var folder = Directory.CreateTempSubdirectory("safeprocess-bench-");
        try
        {
            var spec = new ProcessSpec("sh", "-c", $"i=0; while [ $i -lt {pieces} ]; do printf 0123456789; i=$((i + 1)); done");
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async run =>
            {
                await using var file = toFiles ? CopySink.ToFile(Path.Combine(folder.FullName, $"{run}")) : null;
                var result = await new ProcessRunner().RunAsync(spec, new OutputSink(file ?? (StreamSink)new CountingSink(), new CountingSink()));
                if (result.StandardOutputLength != 10L * pieces)
                    throw new InvalidOperationException("Not every byte arrived.");
            }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task<double> CaptureAsync()
    {
        var before = Machine.Memory("VmRSS");
        Machine.ResetPeakMemory();
        var result = await new ProcessRunner().RunAsync(
            new ProcessSpec("sh", "-c", $"yes 'some text of a line' | head -c {TextLength}"), OutputSink.Text());
        return result.StandardOutput?.Length == TextLength ? before : throw new InvalidOperationException("Not every character arrived.");
    }
}
