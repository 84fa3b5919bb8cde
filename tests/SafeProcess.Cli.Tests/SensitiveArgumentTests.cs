using System.Text.Json;

namespace SafeProcess.Cli.Tests;

/// <summary>What is masked in what safeprocess says; the program gets it all the same.</summary>
public sealed class SensitiveArgumentTests
{
    [Theory]
    [InlineData("--sensitive-argument 0", "user abc", "*** abc")]
    [InlineData("--sensitive-argument=-1", "user abc", "user ***")]
    [InlineData("--sensitive-argument -1", "user abc", "user ***")]
    [InlineData("--sensitive-argument --password", "--password abc x", "--password *** x")]
    [InlineData("--sensitive-argument --password --sensitive-argument --token", "--token abc --Password=xyz", "--token *** --Password=***")]
    [InlineData("--sensitive-argument password", "user=a password=abc", "user=a password=***")]
    [InlineData("--sensitive-argument ghp_*", "x ghp_1234 y", "x *** y")]
    [InlineData("--sensitive-argument --pass*", "--password abc x", "*** *** x")]
    [InlineData("--sensitive-argument [xy]z?", "xz xz1 az1", "xz *** az1")]
    [InlineData("--sensitive-argument --none", "a b", "a b")]
    public async Task Positions_options_and_patterns_say_what_is_masked(string options, string arguments, string shown)
    {
        var ended = await SafeprocessCommand.RunAsync(["--json", .. options.Split(' '), "echo", .. arguments.Split(' ')]);

        using var result = JsonDocument.Parse(ended.OutputBytes);
        Assert.Equal(shown, string.Join(' ', result.RootElement.GetProperty("ArgumentList").EnumerateArray()));
        Assert.Equal(arguments + "\n", result.RootElement.GetProperty("StandardOutput").GetString());
    }

    [Fact]
    public async Task It_is_in_no_diagnosis_no_message_and_no_step()
    {
        var ended = await SafeprocessCommand.RunAsync(
            "--json", "--diagnose-arguments", "--idle-timeout", "1s", "--sensitive-argument", "-1",
            "sh", "-c", "echo no such user: $0 >&2; sh -c 'sleep 300; :' \"$0\"; :", "swordfish");
        var verbose = await SafeprocessCommand.RunAsync("--verbose", "--sensitive-argument", "-1", "sh", "-c", "echo no such user: $0 >&2; kill $$", "swordfish");

        using var result = JsonDocument.Parse(ended.OutputBytes);
        Assert.Equal("no such user: swordfish\n", result.RootElement.GetProperty("StandardError").GetString());
        Assert.Equal("no such user: ***", result.RootElement.GetProperty("LastErrorLine").GetString());
        Assert.Contains("***", result.RootElement.GetProperty("Diagnosis").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", result.RootElement.GetProperty("Diagnosis").GetRawText(), StringComparison.Ordinal);
        Assert.EndsWith(": no such user: ***\n", ended.Error, StringComparison.Ordinal);
        // What the program itself wrote passes.
        Assert.All(
            verbose.Error.Split('\n').Where(static line => line.StartsWith("safeprocess: ", StringComparison.Ordinal)),
            static line => Assert.DoesNotContain("swordfish", line, StringComparison.Ordinal));
        Assert.Contains("no such user: ***", verbose.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "--sensitive-argument is 1, and 'echo' has 1 arguments, counted from 0.")]
    [InlineData("", "--sensitive-argument has an empty element: it takes positions, names of options and patterns.")]
    [InlineData("[", "--sensitive-argument has '[', which is no pattern: a set in brackets is empty or has no end.")]
    public async Task What_would_mask_nothing_is_an_error(string word, string message)
    {
        var ended = await SafeprocessCommand.RunAsync("--sensitive-argument", word, "echo", "a");

        Assert.Equal(125, ended.ExitCode);
        Assert.Equal($"safeprocess: {message}\n", ended.Error);
    }
}
