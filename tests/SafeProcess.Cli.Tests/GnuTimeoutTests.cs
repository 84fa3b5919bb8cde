using System.Diagnostics;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Cli.Tests;

/// <summary>What people write who know <c>timeout</c> of GNU coreutils.</summary>
public sealed class GnuTimeoutTests
{
    private const string ExitsWith7 = "trap 'exit 7' TERM; while :; do sleep 0.05; done";

    private static readonly bool _isHere = Command.Output("timeout", "--version")?.Contains("GNU", StringComparison.Ordinal) == true;

    /// <summary>Command lines that mean the same to both.</summary>
    public static TheoryData<string[]> Common =>
    [
        new(["10", "true"]), new(["10s", "sh", "-c", "exit 3"]), new(["1.5d", "true"]), new(["0", "true"]), new(["0s", "sh", "-c", "exit 3"]),
        new([".3s", "sleep", "300"]), new(["0.3", "sleep", "300"]), new(["-s", "INT", ".3", "sleep", "300"]), new(["-sINT", ".3", "sleep", "300"]),
        new(["-s9", "-p", "10", "true"]), new(["--signal=HUP", "0.3s", "sleep", "300"]), new(["-s", "SIGHUP", "0.3s", "sleep", "300"]),
        new(["-k", "10", "10", "true"]), new(["-k5s", "10", "true"]), new(["--kill-after=5", "0.3", "sleep", "300"]), new(["-vk", "5s", "10", "sh", "-c", "exit 3"]),
        new(["--preserve-status", "0.3", "sleep", "300"]), new(["--preserve-status", "0.3", "sh", "-c", ExitsWith7]),
        new(["--preserve-status", "10", "sh", "-c", "exit 3"]), new(["--preserve-status", "-k", "0.3", "0.3", "sh", "-c", "trap '' TERM; while :; do sleep 1; done"]),
        new(["0.3", "sh", "-c", ExitsWith7]), new(["10", "sh", "-c", "kill -KILL $$"]), new(["10", "/no/such/program"]), new(["10", "/etc/passwd"]),
        new(["10", "printf", "[%s]", "-k", "5s", "--", "10"]), new([]), new(["10"]), new(["--bogus", "10", "true"]), new(["-s", "NONE", "10", "true"]), new(["-k", "soon", "10", "true"]),
    ];

    [Theory]
    [MemberData(nameof(Common))]
    public async Task Both_exit_alike_and_write_alike(string[] arguments)
    {
        Assert.SkipUnless(_isHere, "there is no timeout of GNU coreutils here");
        // -p is younger than some that are in use.
        string[] theirs = [.. arguments.Select(static argument => argument == "-p" ? "--preserve-status" : argument)];

        var (exitCode, output) = await TimeoutAsync(theirs);
        var ours = await SafeprocessCommand.RunAsync(arguments);

        Assert.Equal((exitCode, output), (ours.ExitCode, ours.Output));
    }

    [Theory]
    [InlineData("Sent SIGINT to ", "-vs", "INT", "--", "sh", "-c", "sleep 300; :")]
    [InlineData("Sent SIGKILL to ", "-vk", "100ms", "sh", "-c", "trap '' TERM; while :; do sleep 1; done")]
    public async Task Letters_do_what_the_long_options_do(string told, params string[] arguments)
    {
        var ended = await SafeprocessCommand.RunAsync(["--timeout", "500ms", .. arguments]);

        Assert.Equal(124, ended.ExitCode);
        Assert.Contains(told, ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--timeout", "0", "sh", "-c", "exit 3")]
    [InlineData("--idle-timeout", "0", "sh", "-c", "exit 3")]
    [InlineData("10s", "--", "sh", "-c", "exit 3")]
    [InlineData("--json", "10s", "sh", "-c", "exit 3")]
    public async Task A_time_of_0_is_none_and_one_before_the_program_is_a_timeout(params string[] arguments) =>
        Assert.Equal(3, (await SafeprocessCommand.RunAsync(arguments)).ExitCode);

    [Theory]
    [InlineData(125, "--foreground cannot be had: the program never has this terminal here, and its children are ended with it; leave it out.", "--foreground", "10s", "true")]
    [InlineData(125, "-f cannot be had: ", "-vf", "10s", "true")]
    [InlineData(125, "-k 0 would never kill, and safeprocess leaves nothing behind: write --grace 0 to kill at once.", "-k", "0", "10s", "true")]
    [InlineData(125, "--kill-after 0 would never kill", "--kill-after=0", "10s", "true")]
    [InlineData(125, "'10s' is a time, and there is no PROGRAM behind it; a program of that name needs -- before it.", "10s")]
    [InlineData(125, "'10s' is a time, and there is no PROGRAM behind it", "10s", "--")]
    [InlineData(125, "'--json' stands behind the time 10s: options come before it.", "10s", "--json", "true")]
    [InlineData(125, "-k needs a TIME behind it.", "-k")]
    [InlineData(127, "'10s' was not found on PATH.", "--", "10s", "true")]
    [InlineData(127, "'10s' was not found on PATH.", "--timeout", "5s", "10s", "true")]
    public async Task What_cannot_be_meant_is_one_clear_sentence(int exitCode, string message, params string[] arguments)
    {
        var ended = await SafeprocessCommand.RunAsync(arguments);

        Assert.Equal(exitCode, ended.ExitCode);
        ExitCodeTests.AssertOneLine(ended.Error);
        Assert.Contains("safeprocess: " + message, ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grace_period_of_0_kills_at_once()
    {
        var ended = await SafeprocessCommand.RunAsync("--verbose", "--grace", "0", "300ms", "sleep", "300");

        Assert.Contains("Sent SIGKILL to sleep", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("SIGTERM", ended.Error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> TimeoutAsync(string[] arguments)
    {
        var start = DefaultSignals.For(["timeout", .. arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Bound, TestContext.Current.CancellationToken);
            return (process.ExitCode, await output);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
