using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>How fast bytes go from program to program.</summary>
internal static class PipelineRow
{
    private const long Gibi = 1L << 30;

    public static Row Row { get; } = new("pipeline", async settings =>
    {
        var size = (settings.Quick ? 1 : 4) * Gibi;
        var seconds = await Pairs.TimeAsync(
            1, settings.Quick ? 5 : 11, () => CoreAsync(size), () => Programs.ShellAsync($"head -c {size} /dev/zero | cat | wc -c >/dev/null"));
        return
        [
            new Reading(
                $"`head -c {size / Gibi}G /dev/zero \\| cat \\| wc -c`: Core against the same in a shell, time", Bar.AtMostRatio(1.05), seconds.Ratio,
                string.Create(CultureInfo.InvariantCulture, $"{seconds.MedianA:0.00} s against {seconds.MedianB:0.00} s; {seconds.Spread}")),
        ];
    });

    private static async Task CoreAsync(long size)
    {
        var count = size.ToString(CultureInfo.InvariantCulture);
        var result = await new ProcessRunner().RunAsync(new ProcessSpec("head", "-c", count, "/dev/zero") | new ProcessSpec("cat") | new ProcessSpec("wc", "-c"));
        if (!result.Success || result.StandardOutput != count + "\n")
            throw new InvalidOperationException($"The pipeline did not end as it should: {result}");
    }
}
