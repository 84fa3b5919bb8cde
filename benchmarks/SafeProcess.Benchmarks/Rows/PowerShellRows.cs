using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>The cmdlet against PowerShell's own ways, both sides in turn inside one pwsh process.</summary>
internal static class PowerShellRows
{
    public static Row Echo { get; } = new("pwsh-echo", settings => MeasureAsync(
        settings, "echo", settings.Quick ? 5 : 15, "in pwsh: `Invoke-SafeProcess /bin/echo hi` against `$x = & /bin/echo hi`, time", Bar.AtMostRatio(0.9)));

    public static Row Text { get; } = new("pwsh-text", settings => MeasureAsync(
        settings, "text", settings.Quick ? 3 : 9, "in pwsh: `-As Text` of `seq 1 2000000` against `$x = & seq 1 2000000`, time", Bar.AtMostRatio(0.1)));

    public static Row Line { get; } = new("pwsh-line", settings => MeasureAsync(
        settings, "line", settings.Quick ? 3 : 9, "in pwsh: `-As Line` of the same, time", Bar.AtMostRatio(0.8)));

    /// <summary>Times a row of pairs.ps1.</summary>
    public static async Task<IReadOnlyList<Reading>> MeasureAsync(
        Settings settings, string row, int rounds, string what, Bar bar, params string[] more)
    {
        if (PowerShell.WhyNot(settings) is { } reason)
            return [Reading.NotMeasured(what, bar, reason)];
        var output = await PowerShell.RunAsync(
            "pairs.ps1", settings, ["-Row", row, "-Rounds", rounds.ToString(CultureInfo.InvariantCulture), .. more]);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var pairs = new Pairs(lines.Skip(1).Select(static line => line.Split(' ')).Select(static sides => (Milliseconds(sides[0]), Milliseconds(sides[1]))));
        return
        [
            new Reading(what, bar, pairs.Ratio, string.Create(
                CultureInfo.InvariantCulture, $"{pairs.MedianA:0.00} ms against {pairs.MedianB:0.00} ms; {pairs.Spread}; {lines[0]}")),
        ];
    }

    private static double Milliseconds(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
