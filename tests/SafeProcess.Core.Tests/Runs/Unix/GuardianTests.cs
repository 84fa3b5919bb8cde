using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.GuardedHost;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Promise 6: the host dies without a word, and its trees end.</summary>
public sealed class GuardianTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Trees.All), MemberType = typeof(Trees))]
    public async Task When_the_host_is_killed_nothing_of_its_tree_is_left(string[] traits)
    {
        using var host = Start(GuardedRun.Unruly(["tree", .. traits]));
        await host.Tree.Line("ready");
        Assert.NotNull(host.Guardian);
        await host.KillAsync();
        await host.AssertGoneAsync();
    }

    [Theory]
    [InlineData(StopSignal.SIGTERM)]
    [InlineData(StopSignal.SIGHUP)]
    public async Task The_stop_signal_comes_first_to_each_member_and_once(StopSignal signal)
    {
        var name = signal.ToString()[3..];
        // Each writes a line a signal, and the program goes on, so that a second signal would be seen.
        // A shell reports what ended its sleep on standard error, where nobody reads any more.
        var member = $"exec 2>/dev/null; trap 'echo member >>\"$0\"; exit' {name}; echo \"pid $$\"; while :; do sleep 0.05; done";
        var script = $"exec 2>/dev/null; setsid sh -c '{member.Replace("'", "'\\''", StringComparison.Ordinal)}' {Farewell} & trap 'echo program >>{Farewell}' {name}; sleep 0.3; echo \"pid $$\"; echo ready; while :; do sleep 0.05; done";
        using var host = Start(GuardedRun.Script(script) with { Signal = signal, Grace = 3000 });
        await host.Tree.Line("ready");
        await host.KillAsync();
        await host.AssertGoneAsync();
        Assert.Equal(["member", "program"], (await File.ReadAllLinesAsync(Farewell)).Order());
    }

    [Fact]
    public async Task A_stopped_member_is_woken_to_take_its_stop_signal()
    {
        using var host = Start(GuardedRun.Script($"exec 2>/dev/null; trap 'echo farewell >{Farewell}; exit' TERM; echo \"pid $$\"; echo ready; kill -STOP $$; while :; do sleep 1; done") with { Grace = 20_000 });
        await host.Tree.Line("ready");
        await EventuallyAsync(() => host.Tree.Ids.All(id => ProcessTable.Find(id)?.State == 'T'), () => "the program has not stopped");
        await host.KillAsync();
        await host.AssertGoneAsync();
        Assert.Equal("farewell\n", await File.ReadAllTextAsync(Farewell));
    }

    [Fact]
    public async Task Each_tree_has_its_own_grace_period_and_stop_signal()
    {
        // One ends at its signal, one is killed at once although it would end at one, one is killed after a while.
        string Tree(string name, string signal) => $"exec 2>/dev/null; trap 'echo {name} >>{Farewell}; exit' {signal}; echo \"pid $$\"; echo ready-{name}; while :; do sleep 0.05; done";
        using var host = Start(
            GuardedRun.Script(Tree("interrupted", "INT")) with { Signal = StopSignal.SIGINT, Grace = 20_000 },
            GuardedRun.Script(Tree("killed", "TERM")) with { Grace = 0 },
            GuardedRun.Script(Tree("killed", "KILL TERM")) with { Signal = StopSignal.SIGKILL, Grace = 20_000 },
            GuardedRun.Unruly("tree", "ignore", "setsid,detached,ignore") with { Grace = 500 });
        foreach (var line in (string[])["ready-interrupted", "ready-killed", "ready"])
            await host.Tree.Line(line);
        await EventuallyAsync(() => host.Tree.Ids.Count == 5, () => $"{host.Tree.Ids.Count} processes");
        await host.KillAsync();
        await host.AssertGoneAsync();
        Assert.Equal("interrupted\n", await File.ReadAllTextAsync(Farewell));
    }

    [Fact]
    public async Task A_tree_of_many_that_ignore_the_stop_signal_ends_escapees_included()
    {
        const int Members = 150;
        var script = $"trap '' TERM; i=0; while [ $i -lt {Members} ]; do i=$((i + 1)); if [ $((i % 3)) = 0 ]; then setsid sleep 120 & else sleep 120 & fi; echo \"pid $!\"; done; echo \"pid $$\"; echo ready; wait";
        using var host = Start(GuardedRun.Script(script));
        await host.Tree.Line("ready");
        Assert.Equal(Members + 1, host.Tree.Ids.Count);
        await host.KillAsync();
        await host.AssertGoneAsync();
    }

    [Fact]
    public async Task Names_that_look_like_the_system_s_own_lines_end_nobody_else_and_hide_nobody()
    {
        using var bystander = System.Diagnostics.Process.Start("sleep", "120");
        try
        {
            // The name of a process has at most 15 bytes.
            string[] names = [$"\n{bystander.Id} (b) S 1 1", ") Z 1 1\n9 (", "a b) S (c", $"\n{bystander.Id} (b"];
            var links = names.Select(name => File.CreateSymbolicLink(_folder.File(name), Requires.Program("sleep")).FullName).ToArray();
            var script = $"for name; do setsid \"$name\" 120 & echo \"pid $!\"; done; echo ready; wait";
            using var host = Start(new GuardedRun("sh", ["-c", script, "sh", .. links]));
            await host.Tree.Line("ready");
            await EventuallyAsync(() => host.Tree.Ids.All(id => ProcessTable.Find(id)?.Name != "sh"), () => "a program has not started");
            await host.KillAsync();
            await host.AssertGoneAsync();
            Assert.False(bystander.HasExited);
        }
        finally
        {
            bystander.Kill();
        }
    }

    [Theory]
    [InlineData("dash", "mawk")]
    [InlineData("bash", "gawk")]
    [InlineData("busybox", "busybox")]
    [InlineData("dash", "original-awk")]
    public async Task Any_shell_and_any_awk_will_do(string shell, string awk)
    {
        foreach (var tool in (string[])["grep", "sleep", "xargs"])
            Link(tool, Requires.Program(shell == "busybox" ? shell : tool));
        Link("sh", Requires.Program(shell));
        Link("awk", Requires.Program(awk));
        using var host = StartWith(_folder.File("sh"), _folder.Path, GuardedRun.Unruly("tree", "plain", "ignore", "setsid,detached", "setsid,bare,ignore"));
        await host.Tree.Line("ready");
        await host.KillAsync();
        await host.AssertGoneAsync();
    }

    [Fact]
    public async Task A_host_that_ends_leaves_no_guardian_and_what_it_kept_is_left_alone()
    {
        using var host = Start(GuardedRun.Unruly("orphan", "0", "setsid,detached") with { Orphans = OrphanPolicy.Keep });
        Assert.Equal(0, await host.EndAsync());
        await EventuallyAsync(() => host.Guardian is null, () => "the guardian lives");
        Assert.Single(host.Tree.Alive());
    }

    [Fact]
    public async Task Signals_of_the_terminal_and_requests_to_end_do_not_end_it()
    {
        using var host = Start(GuardedRun.Unruly("tree", "ignore", "setsid,detached,ignore"));
        await host.Tree.Line("ready");
        var guardian = host.Guardian!;
        Assert.Equal((guardian.Id, guardian.Id), (guardian.Session, guardian.Group));
        foreach (var signal in (int[])[1, 2, 3, 15])
            Native.Kill(guardian.Id, signal);
        // Ctrl+C goes to the host's group.
        Native.Kill(-host.Id, 2);
        await host.EndAsync();
        await host.AssertGoneAsync();
        Assert.NotEmpty(host.Tree.Ids);
    }

    [Fact]
    public async Task A_guardian_that_is_killed_is_replaced_and_reaped()
    {
        using var host = Start(GuardedRun.Unruly("tree", "ignore", "setsid,bare,ignore"));
        await host.Tree.Line("ready");
        for (var round = 0; round < 3; round++)
        {
            var guardian = host.Guardian!;
            Native.Kill(guardian.Id, Native.SIGKILL);
            await EventuallyAsync(() => host.Guardian is { } next && next.Id != guardian.Id, () => "there is no other guardian");
            Assert.DoesNotContain(ProcessTable.All(), entry => entry.ParentId == host.Id && entry.IsZombie);
        }

        Assert.Equal(2, host.Tree.Ids.Count(id => ProcessTable.Find(id) is { IsZombie: false }));
        await host.KillAsync();
        await host.AssertGoneAsync();
    }

    [Fact]
    public async Task It_holds_its_pipe_the_registry_and_its_script_and_nothing_else()
    {
        using var host = Start(GuardedRun.Unruly("tree", "plain"));
        await host.Tree.Line("ready");
        var guardian = host.Guardian!;
        // A shell has its own for a moment while it starts.
        var descriptors = new Dictionary<int, string>();
        await EventuallyAsync(
            () => (descriptors = HostResources.DescriptorsOf(guardian.Id)).Count == 5, () => string.Join(", ", descriptors));
        Assert.StartsWith("pipe:", descriptors[0], StringComparison.Ordinal);
        Assert.Equal(("/dev/null", "/dev/null"), (descriptors[1], descriptors[2]));
        Assert.StartsWith("/memfd:safeprocess-registry", descriptors[3], StringComparison.Ordinal);
        Assert.StartsWith("/memfd:safeprocess-guardian", descriptors[4], StringComparison.Ordinal);
        Assert.Equal("/", new FileInfo($"/proc/{guardian.Id}/cwd").LinkTarget);
        Assert.DoesNotContain("SAFEPROCESS_RUN_ID", ProcessTable.EnvironmentOf(guardian.Id), StringComparison.Ordinal);
        // Nobody but the host holds the other end. Ids start anew once all were given out, so the guardian's may be the lower one.
        Assert.Equal(new[] { host.Id, guardian.Id }.Order(), ProcessTable.All().Select(entry => entry.Id).Where(id => HostResources.DescriptorsOf(id).ContainsValue(descriptors[0])).Order());
    }

    [Fact]
    public async Task It_knows_of_a_tree_from_its_start_to_its_end()
    {
        using var host = StartInTurn(
            GuardedRun.Unruly("exit", "0"), new GuardedRun("/no/such/program", []) with { Grace = 1 }, GuardedRun.Unruly("tree", "plain") with { Grace = 1234 });
        await host.Tree.Line("ready");
        var line = Assert.Single(host.Registry);
        Assert.Equal([$"{Assert.Single(host.Tree.Ids)}", "15", "1234"], line[1..4]);
        Assert.Contains($"SAFEPROCESS_RUN_ID={line[8]}\0", ProcessTable.EnvironmentOf(host.Tree.Ids.Single()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_guardian_a_run_says_so_and_a_later_one_has_one()
    {
        var shell = _folder.File("sh");
        // Each program but the last waits until what it is told to wait for is there.
        using var host = StartWith(
            shell, "/usr/bin:/bin", GuardedRun.Script($"echo unguarded-ran; while [ ! -e {shell} ]; do sleep 0.05; done; sleep 1.5"), GuardedRun.Unruly("tree", "ignore", "setsid,bare"));
        await host.Tree.Line($"No guardian watches this run: {shell}: No such file or directory; if this host is killed, its tree lives on.");
        await host.Tree.Line("unguarded-ran");
        Assert.Null(host.Guardian);
        Link("sh", "/bin/sh");
        await host.Tree.Line("ready");
        Assert.NotNull(host.Guardian);
        await host.KillAsync();
        await host.AssertGoneAsync();
    }

    [Fact]
    public async Task The_last_process_a_user_can_have_is_the_program_s()
    {
        var told = await OtherUser.HostAloneAsync("tight");
        Assert.Equal(
            ["No guardian watches this run: this user or the system can have no more processes (ulimit -u); if this host is killed, its tree lives on.", "Exited", "Exited", "guarded"],
            told.Split('\n'));
    }

    [Fact]
    public async Task A_host_inside_a_run_leaves_no_orphan()
    {
        for (var round = 0; round < 5; round++)
        {
            var result = await RunAsync(HostProgram.Spec("start", "true"));
            Assert.Equal("Exited 0\n", result.StandardOutput);
            Assert.Empty(result.Orphans);
        }
    }

    [Fact]
    public async Task A_killed_host_around_another_takes_all_of_it_down()
    {
        using var host = Start(new GuardedRun(HostProgram.FilePath, [HostProgram.Switch, "nested", "tree", "ignore", "setsid,detached,ignore", "setsid,bare"]));
        await host.Tree.Line("ready");
        var inner = ProcessTable.All().Single(entry => entry.ParentId == host.Id && entry.Id != host.Guardian!.Id).Id;
        Assert.NotNull(ProcessTable.GuardianOf(inner));
        await host.KillAsync();
        await host.AssertGoneAsync();
        await EventuallyAsync(() => ProcessTable.GuardianOf(inner) is null, () => "the inner guardian lives");
    }

    private string Farewell => _folder.File("farewell");

    private void Link(string name, string target) => File.CreateSymbolicLink(_folder.File(name), target);
}
