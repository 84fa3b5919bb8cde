using System.Globalization;
using CliWrap;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>Bytes drained per second of a program that writes as fast as it can.</summary>
internal static class DrainRows
{
    private const long Gibi = 1L << 30;

    public static Row AgainstShell { get; } = new("drain-shell", settings =>
        MeasureAsync(settings, "`head \\| cat >/dev/null` in a shell", Bar.AtLeastRatio(0.8), size =>
            Programs.ShellAsync($"head -c {size} /dev/zero | cat >/dev/null")));

    public static Row AgainstProcess { get; } = new("drain-process", settings =>
        MeasureAsync(settings, "System.Diagnostics.Process, async 64 KiB reads", Bar.AtLeastRatio(2.2), async size =>
            Check(size, await Programs.CountAsync("head", "-c", Text(size), "/dev/zero"))));

    public static Row AgainstMedallionShell { get; } = new("drain-medallion", settings =>
        MeasureAsync(settings, "MedallionShell, async 64 KiB reads", Bar.AtLeastRatio(6), async size =>
        {
            using var command = Medallion.Shell.Command.Run("head", "-c", Text(size), "/dev/zero");
            Check(size, await Programs.CountAsync(command.StandardOutput.BaseStream));
            await command.Task;
        }));

    public static Row AgainstCliWrap { get; } = new("drain-cliwrap", settings =>
        MeasureAsync(settings, "CliWrap, a target that counts", Bar.AtLeastRatio(1.5), async size =>
        {
            long drained = 0;
            await Cli.Wrap("head").WithArguments(["-c", Text(size), "/dev/zero"])
                .WithStandardOutputPipe(PipeTarget.Create(async (stream, _) => drained = await Programs.CountAsync(stream)))
                .ExecuteAsync();
            Check(size, drained);
        }));

    private static async Task<IReadOnlyList<Reading>> MeasureAsync(Settings settings, string peer, Bar bar, Func<long, Task> drainAsync)
    {
        var size = (settings.Quick ? 1 : 6) * Gibi;
        var seconds = await Pairs.TimeAsync(1, settings.Quick ? 3 : 5, () => DrainAsync(size), () => drainAsync(size));
        var rates = seconds.AsRates(size / 1e9);
        return
        [
            new Reading(
                $"bytes drained per second, `head -c {size / Gibi}G /dev/zero`: Core with a counting sink against {peer}", bar, rates.Ratio,
                string.Create(CultureInfo.InvariantCulture, $"{rates.MedianA:0.00} GB/s against {rates.MedianB:0.00} GB/s; {rates.Spread}")),
        ];
    }

    private static async Task DrainAsync(long size)
    {
        var result = await new ProcessRunner().RunAsync(new ProcessSpec("head", "-c", Text(size), "/dev/zero"), OutputSink.Discard());
        Check(size, result.StandardOutputLength);
    }

    private static void Check(long expected, long drained)
    {
        if (drained != expected)
            throw new InvalidOperationException($"{drained} bytes were drained instead of {expected}.");
    }

    private static string Text(long size) => size.ToString(CultureInfo.InvariantCulture);
}
