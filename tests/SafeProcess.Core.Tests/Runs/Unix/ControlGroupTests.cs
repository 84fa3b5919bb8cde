using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Hosts to which a control group is delegated: every tree has a group of its own.</summary>
public sealed class ControlGroupTests : IDisposable
{
    // Leaves the session, the environment and every ancestor behind, and holds no pipe.
    private const string Escape = "setsid env -i sh -c 'sleep 100 & sleep 100 & exit' </dev/null >/dev/null 2>&1; exit 0";

    private readonly DelegatedGroup _group = DelegatedGroup.Create();

    public void Dispose() => _group.Dispose();

    [Fact]
    public async Task A_program_is_in_a_group_of_its_own_from_its_first_instruction()
    {
        _group.Mark();
        var run = Assert.Single((await _group.HostAsync(new("/bin/cat", "/proc/self/cgroup"))).Runs);
        Assert.Equal(("Exited", "ControlGroup"), (run.Outcome, run.Containment));
        Assert.Matches(@"(?m)^0::/safeprocess-test-[0-9a-f]+/safeprocess-[0-9-]+$", run.Output);
    }

    [Fact]
    public async Task A_group_that_is_granted_to_another_user_is_used()
    {
        var run = Assert.Single((await _group.OtherUserHostAsync(new("/bin/true"))).Runs);
        Assert.Equal(("Exited", "ControlGroup"), (run.Outcome, run.Containment));
        Assert.Empty(_group.Below);
    }

    [Fact]
    public async Task A_group_that_nobody_delegated_is_left_alone()
    {
        var run = Assert.Single((await _group.HostAsync(new("/bin/cat", "/proc/self/cgroup"))).Runs);
        Assert.Equal("Session", run.Containment);
        Assert.Matches(@"(?m)^0::/safeprocess-test-[0-9a-f]+$", run.Output);
    }

    [Fact]
    public async Task What_left_session_environment_and_ancestors_is_found_and_ended()
    {
        _group.Mark();
        var report = await _group.HostAsync(new("sh", "-c", Escape));
        Assert.Equal(("Exited", 2), (report.Runs[0].Outcome, report.Runs[0].Orphans));
        Assert.Empty(report.GroupsLeft);
        Assert.Empty(_group.Below);
    }

    [Fact]
    public async Task A_group_that_a_program_made_is_searched_and_removed()
    {
        _group.Mark();
        const string Deeper = "g=$(find /sys/fs/cgroup -path \"*$(sed -n s/^0:://p /proc/self/cgroup)\" | head -n 1); mkdir -p $g/a/b; "
            + "sh -c \"echo \\$\\$ > $g/a/b/cgroup.procs; exec setsid env -i sleep 100 </dev/null >/dev/null 2>&1\" & until [ -n \"$(cat $g/a/b/cgroup.procs)\" ]; do sleep 0.01; done";
        var report = await _group.HostAsync(new("sh", "-c", Deeper));
        Assert.Equal(("Exited", 0, 1), (report.Runs[0].Outcome, report.Runs[0].ExitCode, report.Runs[0].Orphans));
        Assert.Empty(report.GroupsLeft);
    }

    [Fact]
    public async Task A_hundred_members_that_ignore_the_stop_signal_are_ended()
    {
        _group.Mark();
        const string Hundred = "trap '' TERM; f=$(mktemp); for i in $(seq 33); do setsid env -i sh -c 'sleep 100 & sleep 100 & echo up >&3; wait' "
            + "</dev/null >/dev/null 2>&1 3>>$f & done; until [ $(wc -l <$f) = 33 ]; do sleep 0.05; done; rm $f; echo ready; wait";
        var report = await _group.HostAsync(new("sh", "-c", Hundred) { CancelAt = "ready" });
        Assert.Equal(("Canceled", "SIGKILL", 100), (report.Runs[0].Outcome, report.Runs[0].Signal, report.Runs[0].Diagnosed));
        Assert.Empty(report.GroupsLeft);
        Assert.Empty(_group.Below);
    }

    [Fact]
    public async Task Two_hundred_runs_leave_nothing()
    {
        _group.Mark();
        var report = await _group.HostAsync(new("/bin/true") { Times = 200 });
        Assert.All(report.Runs, run => Assert.Equal(("Exited", "ControlGroup"), (run.Outcome, run.Containment)));
        AssertNothingLeft(report);
    }

    [Fact]
    public async Task Failed_starts_leave_nothing()
    {
        _group.Mark();
        var report = await _group.HostAsync(new("/bin/no-such-program") { Times = 100 });
        Assert.All(report.Runs, run => Assert.Equal("CommandNotFound", run.Outcome));
        AssertNothingLeft(report);
    }

    [Fact]
    public async Task Orphans_that_are_kept_go_on_in_their_group()
    {
        _group.Mark();
        var report = await _group.HostAsync(new("sh", "-c", "sleep 100 >/dev/null 2>&1 & exit 0") { OrphanPolicy = OrphanPolicy.Keep });
        Assert.Equal((1, 1), (report.Runs[0].Orphans, report.MembersLeft));
        Assert.Single(report.GroupsLeft);
    }

    [Fact]
    public async Task The_groups_of_a_host_that_is_gone_are_removed_by_the_next()
    {
        _group.Mark();
        await _group.HostAsync(new("sh", "-c", "sleep 100 >/dev/null 2>&1 & exit 0") { OrphanPolicy = OrphanPolicy.Keep });
        Assert.Single(_group.Below);
        await _group.HostAsync(new("/bin/true"));
        Assert.Empty(_group.Below);
    }

    [Fact]
    public async Task Processor_time_is_that_of_the_whole_tree()
    {
        _group.Mark();
        // The program does not wait for what it starts: the system's account of it alone knows nothing of that.
        var report = await _group.HostAsync(new("sh", "-c", "\"$0\" burn --for 700 >/dev/null 2>&1 & exit 0", UnrulyProgram.FilePath) { OrphanPolicy = OrphanPolicy.Wait });
        Assert.InRange(report.Runs[0].CpuMilliseconds, 650, 60_000);
    }

    [Theory]
    [InlineData("\"$0\" burn & \"$0\" burn & wait")]
    [InlineData("setsid -f env -i DOTNET_ROOT=\"$DOTNET_ROOT\" DOTNET_EnableDiagnostics=0 \"$0\" burn >/dev/null 2>&1; sleep 60")]
    public async Task A_tree_that_uses_more_processor_time_than_allowed_is_stopped(string script)
    {
        _group.Mark();
        var run = (await _group.HostAsync(new("sh", "-c", script, UnrulyProgram.FilePath) { CpuMilliseconds = 700 })).Runs[0];
        Assert.Equal(("LimitExceeded", "CpuTime"), (run.Outcome, run.Limit));
        Assert.InRange(run.CpuMilliseconds, 700, 20_000);
    }

    private void AssertNothingLeft(RunsHost.Report report)
    {
        Assert.Empty(report.GroupsLeft);
        Assert.Empty(_group.Below);
        Assert.Empty(report.GatesLeft);
        Assert.Equal(0, report.ChildrenLeft);
        Assert.Empty(report.DescriptorsMore);
        // The thread pool adds and retires threads as it likes.
        Assert.InRange(report.ThreadsMore, -20, 20);
    }
}
