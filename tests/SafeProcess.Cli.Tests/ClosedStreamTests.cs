using System.Diagnostics;

namespace SafeProcess.Cli.Tests;

/// <summary>Standard streams that whoever started it had closed, or that take nothing.</summary>
public sealed class ClosedStreamTests
{
    [Theory]
    [InlineData("-- cat <&-", 0, "", "")]
    [InlineData("-- cat </dev/null", 0, "", "")]
    [InlineData("-- sh -c 'echo out; echo err >&2' <&-", 0, "out\n", "err\n")]
    [InlineData("-- sh -c 'echo out; echo err >&2; exit 3' 2>&-", 3, "out\n", "")]
    [InlineData("-- no-such-program 2>&-", 127, "", "")]
    [InlineData("--verbose -- true 2>&-", 0, "", "")]
    [InlineData("--timeout 200ms -- sleep 300 2>&-", 124, "", "")]
    [InlineData("--no-such-option -- true 2>&-", 125, "", "")]
    [InlineData("-- sh -c 'echo err >&2; exit 3' >&-", 3, "", "err\n")]
    [InlineData("-- sh -c 'exit 3' <&- >&- 2>&-", 3, "", "")]
    [InlineData("-- cat <&- >&- 2>&-", 0, "", "")]
    [InlineData("-- sh -c 'echo lost; exec sleep 300' >&-", 125, "", "safeprocess: Standard output is closed, so what was written there is lost.\n")]
    [InlineData("--json -- true >&-", 125, "", "safeprocess: Standard output is closed, so what was written there is lost.\n")]
    [InlineData("--help >&-", 125, "", "safeprocess: Standard output is closed, so what was written there is lost.\n")]
    [InlineData("-- sh -c 'echo lost' <&- >&- 2>&-", 125, "", "")]
    public async Task A_closed_input_is_empty_a_closed_error_drops_and_a_closed_output_takes_nothing(string command, int exitCode, string output, string error)
    {
        var ended = await RunAsync(command);

        Assert.Equal((exitCode, output, error), ended);
    }

    [Fact]
    public async Task The_program_has_its_three_streams_whatever_is_closed()
    {
        var (exitCode, output, _) = await RunAsync("-- sh -c 'for d in 0 1 2; do readlink /proc/$$/fd/$d; done; ls /proc/$$/fd | tr \"\\n\" \" \"' <&- 2>&-");

        Assert.Equal(0, exitCode);
        var lines = output.Split('\n');
        Assert.Equal("/dev/null", lines[0]);
        Assert.StartsWith("pipe:", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("pipe:", lines[2], StringComparison.Ordinal);
        Assert.NotEqual(lines[1], lines[2]);
    }

    [Theory]
    [InlineData("-- no-such-program 2>/dev/full", 127)]
    [InlineData("--verbose -- sh -c 'exit 3' 2>/dev/full", 3)]
    [InlineData("--help >/dev/full", 125)]
    [InlineData("--help 1</dev/null", 125)]
    [InlineData("--json -- true 1</dev/null", 125)]
    [InlineData("-- no-such-program 2</dev/null", 127)]
    public async Task One_that_takes_nothing_ends_nothing_in_the_middle(string command, int exitCode) =>
        Assert.Equal(exitCode, (await RunAsync(command)).ExitCode);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$0\" {command}", SafeprocessCommand.Path])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        try
        {
            // Whoever takes another descriptor for standard input would wait for this one too.
            var output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            return (shell.ExitCode, await output, await error);
        }
        finally
        {
            if (!shell.HasExited)
                shell.Kill(entireProcessTree: true);
        }
    }
}
