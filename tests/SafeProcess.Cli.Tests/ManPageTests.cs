using System.Diagnostics;
using System.Text.RegularExpressions;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Cli.Tests;

/// <summary>The manual page, as the program prints it.</summary>
public sealed class ManPageTests
{
    [Fact]
    public async Task It_has_every_option_of_the_help_with_what_the_help_says_of_it()
    {
        var help = await HelpPage.PrintAsync();
        var page = Plain(await PrintAsync());

        Assert.All(help.Options, option => Assert.Contains(
            $"\n{string.Join(", ", option.Spellings)}{(option.Value.Length > 0 ? " " + option.Value : "")}\n", page, StringComparison.Ordinal));
        var words = Words(page);
        Assert.All(
            Regex.Split(help.Text, @"\n(?= {2,6}-)").Skip(1).Select(static entry => Words(Regex.Replace(entry, @"^ +\S.*?( {2,}|\n +)|\n\nExit code:[\s\S]*", ""))),
            description => Assert.Contains(description, words, StringComparison.Ordinal));
        Assert.All(["124", "125", "126", "127", "128 + n"], code => Assert.Contains($"\n.B {code}\n", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mandoc -Tlint -Wwarning")]
    [InlineData("groff -man -Tutf8 -ww -z")]
    public async Task It_is_written_without_a_fault(string checker)
    {
        string[] command = checker.Split(' ');
        Assert.SkipUnless(Command.Output("sh", "-c", $"command -v {command[0]}") is not null, $"there is no {command[0]} here");
        using var scratch = new Scratch();
        var page = scratch.Write("safeprocess.1", System.Text.Encoding.UTF8.GetBytes(await PrintAsync()));

        var (exitCode, said) = await SaidAsync([.. command, page]);

        // mandoc wants a date, which a page made by every build has none of.
        Assert.Equal("", Regex.Replace(said, @"^mandoc: .*missing date.*\n", "", RegexOptions.Multiline));
        Assert.InRange(exitCode, 0, command[0] == "mandoc" ? 2 : 0);
    }

    [Fact]
    public async Task Man_shows_it()
    {
        Assert.SkipUnless(Command.Output("sh", "-c", "command -v man") is not null, "there is no man here");
        using var scratch = new Scratch();
        var page = scratch.Write("safeprocess.1", System.Text.Encoding.UTF8.GetBytes(await PrintAsync()));

        var shown = Command.Output("sh", "-c", "MANPAGER=cat MANWIDTH=100 man -l \"$1\"", "sh", page);
        // A machine whose documentation was left out has a man that only says so.
        Assert.SkipUnless(shown?.Contains("NAME", StringComparison.Ordinal) == true, "man shows no pages here");

        Assert.Contains("safeprocess [OPTION]... [TIME] [--] PROGRAM [ARGUMENT]...", shown, StringComparison.Ordinal);
    }

    private static async Task<string> PrintAsync()
    {
        var ended = await SafeprocessCommand.RunAsync("--man-page");
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        return ended.Output;
    }

    private static string Plain(string page) => Regex.Replace(page, @"\\f[BIR]", "").Replace(@"\-", "-", StringComparison.Ordinal);

    private static string Words(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static async Task<(int ExitCode, string Said)> SaidAsync(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
