using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Faults;

/// <summary>No processes left.</summary>
public sealed class ProcessLimitTests
{
    [Fact]
    public async Task A_user_without_processes_starts_nothing_and_still_ends_what_runs()
    {
        var lines = (await OtherUser.HostAsync("processes")).Split('\n');
        string[] round = [.. Enumerable.Repeat("TooManyProcesses", 10), "the tree: Canceled"];
        Assert.Equal(Enumerable.Repeat(round, Options.Rounds(3)).SelectMany(lines => lines), lines);
    }
}
