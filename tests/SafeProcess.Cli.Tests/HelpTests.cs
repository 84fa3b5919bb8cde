using SafeProcess.Tests.Harness;

namespace SafeProcess.Cli.Tests;

public sealed class HelpTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "cli.md"));

    [Fact]
    public async Task Help_tells_every_option_and_the_exit_codes()
    {
        var help = await HelpPage.PrintAsync();

        Assert.Equal(
            ["--timeout", "-k, --grace, --kill-after", "--idle-timeout", "-s, --signal", "--orphans", "--memory-limit", "--process-limit", "--cpu-time-limit", "--open-file-limit",
                "--containment", "--cwd", "--env", "--clean-env", "--merge-stderr", "--json", "--output-limit", "--diagnose-arguments", "--sensitive-argument", "-p, --preserve-status",
                "-v, --verbose", "--completion", "--man-page", "-h, --help", "--version"],
            help.Options.Select(static option => string.Join(", ", option.Spellings)));
        Assert.All(["124", "125", "126", "127", "128 + n"], code => Assert.Contains($"\n  {code} ", help.Text, StringComparison.Ordinal));
        Assert.All(help.Text.Split('\n'), static line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public async Task The_page_of_the_command_line_shows_the_help_as_it_is_printed() =>
        Assert.Contains($"$ safeprocess --help\n{(await HelpPage.PrintAsync()).Text}```\n", _page, StringComparison.Ordinal);

    /// <summary>A row that begins with what GNU calls an option says what becomes of it here.</summary>
    [Fact]
    public async Task The_page_tells_of_every_option_that_GNU_timeout_has()
    {
        var help = Command.Output("timeout", "--help");
        Assert.SkipUnless(help?.Contains("GNU", StringComparison.Ordinal) == true, "there is no timeout of GNU coreutils here");
        var ours = (await HelpPage.PrintAsync()).Spellings.Append("--foreground");

        var theirs = System.Text.RegularExpressions.Regex.Matches(help, @"--[a-z-]+(?=[= \n])").Select(static match => match.Value).Distinct();

        Assert.All(theirs, option => Assert.Contains(option, ours));
        Assert.All(theirs.Except(["--help", "--version"]), option => Assert.Contains($"`{option}", _page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        var ended = await SafeprocessCommand.RunAsync("--version");

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", ended.Output);
    }
}
