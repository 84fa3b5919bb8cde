using SafeProcess.Tests.Harness;

namespace SafeProcess.Cli.Tests.Completion;

/// <summary>What the PowerShell of the tests offers.</summary>
public sealed class PowerShellCompletionTests
{
    private static readonly EngineLocation _engine = EngineLocator.Locate();

    [Fact]
    public async Task A_word_that_can_be_but_one_is_completed()
    {
        (string Typed, string Completed)[] lines =
            [.. CompletionScripts.Unique.Select(static row => row.Data), ("--orphans=k", "--orphans=keep"), ("10s Get-Chil", "Get-ChildItem"), ("-v -- Get-Chil", "Get-ChildItem")];

        var offers = await OffersAsync([.. lines.Select(static line => line.Typed)]);

        Assert.Equal(lines.Select(static line => $"{line.Typed} => {line.Completed}"), lines.Zip(offers, static (line, offer) => $"{line.Typed} => {string.Join(' ', offer)}"));
    }

    [Fact]
    public async Task Every_option_is_offered_and_none_behind_the_program()
    {
        var help = await HelpPage.PrintAsync();

        var offers = await OffersAsync("--", "Get-ChildItem --time", "10s Get-ChildItem --time", "Get-ChildItem -Rec");

        Assert.Equal(
            help.Spellings.Where(static spelling => spelling.StartsWith("--", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            offers[0].Order(StringComparer.Ordinal));
        Assert.All(offers[1..3], static offer => Assert.DoesNotContain("--timeout", offer));
        Assert.Equal(["-Recurse"], offers[3]);
    }

    private static async Task<string[][]> OffersAsync(params string[] typed)
    {
        Assert.SkipUnless(_engine.Words.Count > 0, _engine.Missing);
        using var scratch = new Scratch();
        var script = await CompletionScripts.WriteAsync(scratch, "powershell");
        var asks = scratch.Write("asks.ps1", System.Text.Encoding.UTF8.GetBytes(
            """
            param($Completion, $Lines)
            . ([scriptblock]::Create([IO.File]::ReadAllText($Completion)))
            foreach ($line in [IO.File]::ReadAllLines($Lines)) {
                $line = "safeprocess $line"
                (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ' '
            }
            """));
        var lines = scratch.Write("lines", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', typed)));
        var offers = Command.Output([.. _engine.Words, "-NoProfile", "-NonInteractive", "-File", asks, script, lines]);
        Assert.NotNull(offers);
        return [.. offers.TrimEnd('\n').Split('\n').Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }
}
