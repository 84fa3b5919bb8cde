namespace SafeProcess.Cli.Tests;

public sealed class StopTests
{
    [Theory]
    [InlineData("HUP", 128 + 1)]
    [InlineData("INT", 128 + 2)]
    [InlineData("QUIT", 128 + 3)]
    [InlineData("TERM", 128 + 15)]
    public async Task A_signal_that_asks_it_to_end_ends_the_whole_tree(string signal, int exitCode)
    {
        await using var command = SafeprocessCommand.Start(
            "--grace", "300ms", "/bin/sh", "-c", "setsid sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & echo $$; wait");
        string[] members = [await command.ReadLineAsync(), await command.ReadLineAsync()];

        command.Signal(signal);
        var ended = await command.EndAsync();

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Empty(ended.Error);
        Assert.All(members, static member => Assert.False(ProcessState.IsAlive(member)));
    }

    [Fact]
    public async Task With_json_a_signal_still_gives_the_result_and_what_was_written()
    {
        using var scratch = new Scratch();
        await using var command = SafeprocessCommand.Start("--json", "/bin/sh", "-c", "echo partial; : >\"$1\"; exec sleep 300", "sh", scratch["ready"]);
        while (!File.Exists(scratch["ready"]))
            await Task.Delay(10, TestContext.Current.CancellationToken);

        command.Signal("TERM");
        var ended = await command.EndAsync();

        Assert.Equal(128 + 15, ended.ExitCode);
        Assert.Contains("\"Outcome\":\"Canceled\"", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\"StandardOutput\":\"partial\\n\"", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_holds_up_no_deadline()
    {
        await using var command = SafeprocessCommand.Start("--timeout", "500ms", "--grace", "0", "/bin/sh", "-c", "while :; do echo yes; done");
        var ended = await command.EndAsync(output: Task.FromResult<byte[]>([]));
        Assert.Equal(124, ended.ExitCode);
        Assert.Contains("its output not taken in full", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task A_signal_that_was_ignored_from_the_start_stays_ignored(string signal)
    {
        await using var command = SafeprocessCommand.StartIgnoring(signal, "/bin/sh", "-c", "echo ready; read -r x; exit 5");
        Assert.Equal("ready", await command.ReadLineAsync());

        command.Signal(signal);
        command.Input.Close();

        Assert.Equal(5, (await command.EndAsync()).ExitCode);
    }

    // The .NET runtime takes SIGTERM before any code of the program's can ask what it was; compiled ahead of time it asks first.
    [Fact]
    public async Task A_termination_is_obeyed_even_when_it_was_ignored_from_the_start()
    {
        await using var command = SafeprocessCommand.StartIgnoring("TERM", "/bin/sh", "-c", "echo $$; read -r x; exit 5");
        var program = await command.ReadLineAsync();

        command.Signal("TERM");
        if (SafeprocessCommand.IsCompiledAheadOfTime)
            command.Input.Close();

        Assert.Equal(SafeprocessCommand.IsCompiledAheadOfTime ? 5 : 128 + 15, (await command.EndAsync()).ExitCode);
        Assert.False(ProcessState.IsAlive(program));
    }

    [Fact]
    public async Task Verbose_tells_start_deadline_ladder_and_end_on_standard_error()
    {
        var ended = await SafeprocessCommand.RunAsync("--verbose", "--timeout", "500ms", "sleep", "300");
        var lines = ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(124, ended.ExitCode);
        Assert.All(lines, static line => Assert.StartsWith("safeprocess: ", line, StringComparison.Ordinal));
        Assert.True(lines.Length >= 5, ended.Error);
    }
}
