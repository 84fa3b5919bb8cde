using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What one short run costs.</summary>
internal static class StartRow
{
    private const int Batch = 100;
    private const string Program = "/bin/true";

    public static Row AgainstProcess { get; } = new("start", settings => MeasureAsync(settings, "Process.Start", 0.9, async () =>
    {
        var (exitCode, output, error) = await Programs.CaptureAsync(Program);
        Check(exitCode == 0 && output.Length + error.Length == 0);
    }));

    public static Row AgainstCliWrap { get; } = new("start-cliwrap", settings => MeasureAsync(settings, "CliWrap, `ExecuteBufferedAsync`", 0.9, async () =>
    {
        var result = await Cli.Wrap(Program).ExecuteBufferedAsync();
        Check(result.IsSuccess && result.StandardOutput.Length + result.StandardError.Length == 0);
    }));

    public static Row AgainstMedallionShell { get; } = new("start-medallion", settings => MeasureAsync(settings, "MedallionShell", 0.9, async () =>
    {
        var result = await Medallion.Shell.Command.Run(Program).Task;
        Check(result.Success && result.StandardOutput.Length + result.StandardError.Length == 0);
    }));

    // There is little below this: a C program that has nothing else to do.
    public static Row AgainstC { get; } = new("start-c", async settings =>
    {
        using var program = await BareProgram.BuildAsync();
        return program is null
            ? [Reading.NotMeasured(What("a C program"), Bar.AtMostRatio(1.15), "no C compiler")]
            : await MeasureAsync(settings, "a C program with posix_spawn, two pipes and wait4", 1.15, CoreAsync, () => program.RunAsync(Batch, Program));
    });

    private static string What(string peer) => $"`{Program}` with both streams captured, one after another: Core against {peer}, time";

    private static Task<IReadOnlyList<Reading>> MeasureAsync(Settings settings, string peer, double bar, Func<Task> runAsync) =>
        MeasureAsync(settings, peer, bar, CoreAsync, async () =>
        {
            for (var i = 0; i < Batch; i++)
                await runAsync();
        });

    private static async Task<IReadOnlyList<Reading>> MeasureAsync(Settings settings, string peer, double bar, Func<Task> core, Func<Task> other)
    {
        var seconds = await Pairs.TimeAsync(5, settings.Quick ? 7 : 25, core, other);
        return
        [
            new Reading(
                What(peer), Bar.AtMostRatio(bar), seconds.Ratio,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seconds.MedianA / Batch * 1000:0.000} ms against {seconds.MedianB / Batch * 1000:0.000} ms; {seconds.Spread} (each of {Batch} runs)")),
        ];
    }

    private static async Task CoreAsync()
    {
        for (var i = 0; i < Batch; i++)
        {
            var result = await new ProcessRunner().RunAsync(new ProcessSpec(Program));
            Check(result.Success && result.StandardOutput!.Length + result.StandardError!.Length == 0);
        }
    }

    private static void Check(bool isRight)
    {
        if (!isRight)
            throw new InvalidOperationException($"{Program} did not end as it should.");
    }
}
