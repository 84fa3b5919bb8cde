using System.Text.Json;

namespace SafeProcess.Cli.Tests;

public sealed class OrphanTests
{
    private const string Leave = "sleep 1000 >/dev/null 2>&1 & until grep -q sleep /proc/$!/comm; do :; done";

    [Fact]
    public async Task With_fail_a_program_that_left_something_behind_is_a_failure_that_names_it()
    {
        var ended = await SafeprocessCommand.RunAsync("--orphans", "fail", "--grace", "0", "/bin/sh", "-c", Leave);

        Assert.Equal(125, ended.ExitCode);
        Assert.Matches(@"^safeprocess: 'sh' exited with code 0 but left behind sleep \(\d+\), which had to be stopped, after .*\.\n$", ended.Error);
    }

    [Fact]
    public async Task With_fail_the_object_says_so_too()
    {
        var ended = await SafeprocessCommand.RunAsync("--json", "--orphans", "fail", "--grace", "0", "/bin/sh", "-c", Leave);

        Assert.Equal(125, ended.ExitCode);
        using var result = JsonDocument.Parse(ended.OutputBytes);
        Assert.Equal("OrphansStopped", result.RootElement.GetProperty("Outcome").GetString());
        Assert.False(result.RootElement.GetProperty("Success").GetBoolean());
        Assert.Equal(0, result.RootElement.GetProperty("ExitCode").GetInt32());
        Assert.Equal("sleep", result.RootElement.GetProperty("Orphans")[0].GetProperty("Name").GetString());
        Assert.Equal(0, result.RootElement.GetProperty("Survivors").GetArrayLength());
    }

    [Fact]
    public async Task Without_it_the_exit_code_is_the_program_s() =>
        Assert.Equal(0, (await SafeprocessCommand.RunAsync("--grace", "0", "/bin/sh", "-c", Leave)).ExitCode);
}
