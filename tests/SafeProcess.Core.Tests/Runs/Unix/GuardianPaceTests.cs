using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Unix.Watch;
using static SafeProcess.Core.Tests.Support.GuardedHost;

namespace SafeProcess.Core.Tests.Runs;

public sealed class GuardianPaceTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_watcher_that_could_not_be_started_is_tried_again_after_a_second_and_not_before()
    {
        using var tools = new TempFolder();
        var time = new FakeTime();
        var guardian = new Guardian("/bin/sh", tools.Path, time);
        Assert.Contains("awk", UnguardedOf(guardian), StringComparison.Ordinal);

        foreach (var tool in (string[])["awk", "grep", "sleep"])
            File.CreateSymbolicLink(Path.Combine(tools.Path, tool), "/bin/sh");
        time.Advance(_second - _moment);
        Assert.Contains("awk", UnguardedOf(guardian), StringComparison.Ordinal);

        time.Advance(_moment);
        using var tree = Watch(guardian);
        Assert.Null(tree.Unguarded);
        Assert.True(guardian.GiveWay(tree), "The watcher is left.");
    }

    [Fact]
    public async Task One_that_watches_nothing_goes_without_a_look_when_the_host_is_about_to_end()
    {
        using var tools = new TempFolder();
        foreach (var tool in (string[])["grep", "sleep"])
            File.CreateSymbolicLink(Path.Combine(tools.Path, tool), "/bin/sh");
        File.WriteAllText(Path.Combine(tools.Path, "awk"), $"#!/bin/sh\n: >'{tools.File("looked")}'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(tools.Path, "awk"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var time = new FakeTime();
        var guardian = new Guardian("/bin/sh", tools.Path, time);
        int watcher;
        using (Watch(guardian))
        {
            watcher = guardian.Watcher;
            guardian.StandDown();
            Assert.Equal(watcher, guardian.Watcher);
        }

        guardian.StandDown();

        Assert.Equal(0, guardian.Watcher);
        await EventuallyAsync(() => ProcessTable.Find(watcher) is null, () => "the watcher has not ended");
        Assert.False(File.Exists(tools.File("looked")), "It looked.");
        time.Advance(_second);
        using var tree = Watch(guardian);
        Assert.Null(tree.Unguarded);
        Assert.True(guardian.GiveWay(tree), "The watcher is left.");
    }

    private static string? UnguardedOf(Guardian guardian)
    {
        using var tree = Watch(guardian);
        return tree.Unguarded;
    }

    private static GuardedTree Watch(Guardian guardian) => guardian.Watch("pace", StopSignal.SIGTERM, TimeSpan.Zero, programs: 1, Reactor.Instance);
}
