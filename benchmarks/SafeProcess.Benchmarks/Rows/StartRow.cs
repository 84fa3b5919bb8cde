using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What one short run costs.</summary>
internal static class StartRow
{
    private const int Batch = 100;

    public static Row Row { get; } = new("start", async settings =>
    {
        var seconds = await Pairs.TimeAsync(5, settings.Quick ? 7 : 25, CoreAsync, ProcessAsync);
        return
        [
            new Reading(
                "`/bin/true` with both streams captured, one after another: Core against Process.Start, time", Bar.AtMostRatio(0.9), seconds.Ratio,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seconds.MedianA / Batch * 1000:0.000} ms against {seconds.MedianB / Batch * 1000:0.000} ms; {seconds.Spread} (each of {Batch} runs)")),
        ];
    });

    private static async Task CoreAsync()
    {
        for (var i = 0; i < Batch; i++)
        {
            var result = await new ProcessRunner().RunAsync(new ProcessSpec("/bin/true"));
            if (!result.Success || result.StandardOutput!.Length + result.StandardError!.Length > 0)
                throw new InvalidOperationException("/bin/true did not end as it should.");
        }
    }

    private static async Task ProcessAsync()
    {
        for (var i = 0; i < Batch; i++)
        {
            var (exitCode, output, error) = await Programs.CaptureAsync("/bin/true");
            if (exitCode != 0 || output.Length + error.Length > 0)
                throw new InvalidOperationException("/bin/true did not end as it should.");
        }
    }
}
