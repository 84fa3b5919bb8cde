namespace SafeProcess.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task Help_tells_every_option_and_the_exit_codes()
    {
        var ended = await SafeprocessCommand.RunAsync("--help");

        Assert.Equal(0, ended.ExitCode);
        Assert.All(
            ["--timeout", "--grace", "--idle-timeout", "--signal", "--orphans", "--memory-limit", "--process-limit", "--cpu-time-limit", "--open-file-limit", "--diagnose-arguments", "--cwd", "--env", "--clean-env", "--merge-stderr", "--json", "--output-limit", "--verbose", "124", "127"],
            part => Assert.Contains(part, ended.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        var ended = await SafeprocessCommand.RunAsync("--version");

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", ended.Output);
    }
}
