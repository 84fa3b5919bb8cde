namespace SafeProcess.Cli.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public async Task The_exit_code_is_the_program_s_and_nothing_is_said(int exitCode)
    {
        var ended = await SafeprocessCommand.RunAsync("/bin/sh", "-c", $"exit {exitCode}");

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Empty(ended.Output);
        Assert.Empty(ended.Error);
    }

    [Theory]
    [InlineData("--timeout")]
    [InlineData("--idle-timeout")]
    public async Task A_deadline_exits_with_124_after_what_was_written(string option)
    {
        var ended = await SafeprocessCommand.RunAsync(option, "1s", "--", "/bin/sh", "-c", "echo partial; exec sleep 300");

        Assert.Equal(124, ended.ExitCode);
        Assert.Equal("partial\n", ended.Output);
        AssertOneLine(ended.Error);
    }

    [Theory]
    [InlineData("TERM", 128 + 15)]
    [InlineData("KILL", 128 + 9)]
    public async Task A_program_ended_by_a_signal_exits_with_128_and_its_number(string signal, int exitCode)
    {
        var ended = await SafeprocessCommand.RunAsync("/bin/sh", "-c", $"kill -{signal} $$");

        Assert.Equal(exitCode, ended.ExitCode);
        AssertOneLine(ended.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("--bogus", "/bin/true")]
    [InlineData("--timeout", "soon", "/bin/true")]
    [InlineData("--timeout")]
    [InlineData("--timeout", "1s")]
    [InlineData("--timeout", "1s", "--")]
    [InlineData("--timeout=", "/bin/true")]
    [InlineData("--json=yes", "/bin/true")]
    [InlineData("-x", "/bin/true")]
    [InlineData("-vx", "/bin/true")]
    [InlineData("--signal", "TERM", "-s", "INT", "/bin/true")]
    [InlineData("--sensitive-argument", "1", "/bin/true", "a")]
    [InlineData("--sensitive-argument", "", "/bin/true")]
    [InlineData("--sensitive-argument", "[", "/bin/true")]
    [InlineData("--completion", "tcsh")]
    [InlineData("--timeout", "1s", "--timeout", "2s", "/bin/true")]
    [InlineData("--signal", "USR1", "/bin/true")]
    [InlineData("--signal", "1,2", "/bin/true")]
    [InlineData("--orphans", "1", "/bin/true")]
    [InlineData("--env", "NOVALUE", "/bin/true")]
    [InlineData("--output-limit", "1M", "/bin/true")]
    [InlineData("--json", "--output-limit", "0", "/bin/true")]
    [InlineData("--json", "--output-limit", "1X", "/bin/true")]
    [InlineData("--memory-limit", "1000K", "/bin/true")]
    [InlineData("--memory-limit", "much", "/bin/true")]
    [InlineData("--memory-limit", "9999999999T", "/bin/true")]
    [InlineData("--process-limit", "0", "/bin/true")]
    [InlineData("--process-limit", "some", "/bin/true")]
    [InlineData("--cpu-time-limit", "0", "/bin/true")]
    [InlineData("--open-file-limit", "2", "/bin/true")]
    [InlineData("--open-file-limit", "-1", "/bin/true")]
    [InlineData("--diagnose-arguments", "/bin/true")]
    [InlineData("--cwd", "/no/such/directory", "/bin/true")]
    public async Task An_error_of_its_own_exits_with_125_and_one_line(params string[] arguments)
    {
        var ended = await SafeprocessCommand.RunAsync(arguments);

        Assert.Equal(125, ended.ExitCode);
        Assert.Empty(ended.Output);
        AssertOneLine(ended.Error);
    }

    [Fact]
    public async Task A_file_that_is_no_program_exits_with_126()
    {
        using var scratch = new Scratch();
        var file = scratch.Write("file", "not a program"u8.ToArray());

        var ended = await SafeprocessCommand.RunAsync(file);

        Assert.Equal(126, ended.ExitCode);
        AssertOneLine(ended.Error);
    }

    [Theory]
    [InlineData("no-such-program-on-path")]
    [InlineData("/no/such/program")]
    [InlineData("[suggest]")]
    public async Task A_program_that_does_not_exist_exits_with_127(string program)
    {
        var ended = await SafeprocessCommand.RunAsync(program);

        Assert.Equal(127, ended.ExitCode);
        AssertOneLine(ended.Error);
        Assert.Contains(program, ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exceeded_limit_exits_with_125_and_says_which()
    {
        var ended = await SafeprocessCommand.RunAsync("--cpu-time-limit", "500ms", "/bin/sh", "-c", "while :; do :; done");

        Assert.Equal(125, ended.ExitCode);
        AssertOneLine(ended.Error);
        Assert.Contains("processor time limit", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_on_open_files_is_the_program_s_own()
    {
        var ended = await SafeprocessCommand.RunAsync("--open-file-limit", "100", "/bin/sh", "-c", "ulimit -n");

        Assert.Equal("100\n", ended.Output);
    }

    internal static void AssertOneLine(string error)
    {
        Assert.StartsWith("safeprocess: ", error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
    }
}
