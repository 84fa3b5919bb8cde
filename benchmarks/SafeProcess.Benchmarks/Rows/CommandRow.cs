using System.Globalization;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What the command line costs beside the program it runs: the one compiled ahead of time against <c>timeout</c> of GNU coreutils, as whole programs.</summary>
internal static class CommandRow
{
    private const int Batch = 20;
    private const double Factor = 1.3;
    private const double Milliseconds = 3;

    private const string What = "`safeprocess 10s /bin/true` compiled ahead of time: time beyond 1.3 times that of GNU `timeout 10s /bin/true`";

    public static Row Row { get; } = new("command", async settings =>
    {
        var bar = Bar.AtMost(Milliseconds, "ms");
        if (Find() is not { } program)
            return [Reading.NotMeasured(What, bar, "no program compiled ahead of time: dotnet publish src/SafeProcess.Cli -p:PublishAot=true -o out/aot")];
        if (!await IsGnuAsync())
            return [Reading.NotMeasured(What, bar, "no GNU timeout")];

        var seconds = await Pairs.TimeAsync(3, settings.Quick ? 7 : 25, () => RunAsync(program), () => RunAsync("timeout"));
        return
        [
            new Reading(
                What, bar, (seconds.MedianA - (Factor * seconds.MedianB)) / Batch * 1000,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seconds.MedianA / Batch * 1000:0.000} ms against {seconds.MedianB / Batch * 1000:0.000} ms; {seconds.Spread} (each of {Batch} runs)")),
        ];
    });

    /// <summary>The program that <c>SAFEPROCESS_CLI</c> names, else the one that docs/building.md makes.</summary>
    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SAFEPROCESS_CLI") is { Length: > 0 } named)
            return named;
        return Checkout.FindModule() is { } module && Path.Combine(Path.GetDirectoryName(module)!, "out", "aot", "safeprocess") is var built && File.Exists(built) ? built : null;
    }

    private static async Task<bool> IsGnuAsync()
    {
        try
        {
            return (await Programs.CaptureAsync("timeout", "--version")).Output.Contains("GNU", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // A shell starts them as cheaply as anything can; what starting costs otherwise would be on both sides.
    private static Task RunAsync(string program) =>
        Programs.ShellAsync($"for i in $(seq {Batch}); do '{program}' 10s /bin/true </dev/null || exit; done");
}
