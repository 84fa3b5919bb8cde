namespace SafeProcess.Core.Tests.Runs;

/// <content>Here the pipes need no thread of the pool either.</content>
public sealed partial class BusyPoolTests
{
    [Theory]
    [InlineData("TimedOut", "out", "timeout", "hang", "--out", "out")]
    [InlineData("TimedOut", "", "no-grace", "hang")]
    [InlineData("IdleTimedOut", "out", "idle-timeout", "hang", "--out", "out")]
    [InlineData("Canceled", "out", "stop", "hang", "--out", "out")]
    [InlineData("Canceled", "out", "token", "hang", "--out", "out")]
    [InlineData("Exited", "1,2,3,", "end", "numbers", "3")]
    [InlineData("Exited", "1,2,3,", "observed", "numbers", "3")]
    [InlineData("Exited", "in", "input", "echo")]
    public async Task A_run_ends_as_ever(string outcome, string output, string how, params string[] program)
    {
        var told = await TellAsync([how, .. program]);
        Assert.Equal([outcome, "False", output], [told[0], told[2], told[3]]);
    }

    [Fact]
    public async Task A_tree_goes_down_the_ladder_as_ever() => Assert.Equal("TimedOut", (await TellAsync(["timeout", "tree", "plain", "ignore", "setsid"]))[0]);

    [Fact]
    public async Task A_file_gets_all_of_a_stream()
    {
        var told = await TellAsync(["file", "write", "3000000"]);
        Assert.Equal(["3000000", "Exited", "False"], [told[0], told[1], told[3]]);
    }
}
