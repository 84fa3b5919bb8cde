using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Containment Namespace: nothing leaves the tree.</summary>
public sealed class PidNamespaceTests : IDisposable
{
    // Becomes a daemon in a session of its own, without environment and without the run's mark: no search finds it.
    private const string Escape = "exec 3>\"$0\"; (setsid env -i bash -c 'ulimit -x 77; exec 2>/dev/null; echo ready >&3; exec sleep 100' &) ;";

    private readonly TempFolder _folder = new();

    public PidNamespaceTests() => Requires.PidNamespace();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_no_search_can_find_is_ended_with_the_tree()
    {
        using var lifeline = new Lifeline(_folder);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Script(Escape + "sleep 100", lifeline), cancellation: stop.Token);
        Assert.Equal("ready", await lifeline.LineAsync());
        await stop.CancelAsync();
        var result = await running;
        Assert.Equal((Outcome.Canceled, Containment.Namespace), (result.Outcome, result.Containment));
        await lifeline.EndAsync();
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task What_no_search_can_find_is_an_orphan_when_the_program_has_ended()
    {
        using var lifeline = new Lifeline(_folder);
        var running = RunAsync(Script(Escape + "read -r _ <\"$1\"; exit 5", lifeline, _folder.Fifo("go")));
        Assert.Equal("ready", await lifeline.LineAsync());
        await TempFolder.WriteFifoAsync(_folder.File("go"), "\n");
        var result = await running;
        Assert.Equal((Outcome.Exited, 5), (result.Outcome, result.ExitCode));
        // The daemon may not have become its sleep yet.
        Assert.Contains(Assert.Single(result.Orphans).Name, new[] { "bash", "sleep" });
        await lifeline.EndAsync();
    }

    [Fact]
    public async Task When_the_host_is_killed_nothing_of_the_tree_is_left()
    {
        using var lifeline = new Lifeline(_folder);
        using var host = GuardedHost.Start(new GuardedRun("sh", ["-c", Escape + "sleep 100", lifeline.FilePath], Containment: Containment.Namespace));
        Assert.Equal("ready", await lifeline.LineAsync());
        await host.KillAsync();
        await lifeline.EndAsync();
        await host.AssertGoneAsync();
    }

    [Fact]
    public async Task When_the_host_is_killed_the_program_has_its_grace_period()
    {
        using var lifeline = new Lifeline(_folder);
        const string Script = "exec 3>\"$0\" 2>/dev/null; trap 'echo bye >&3; exit' TERM; echo ready >&3; while :; do sleep 0.05; done";
        using var host = GuardedHost.Start(new GuardedRun("sh", ["-c", Script, lifeline.FilePath], Grace: 20_000, Containment: Containment.Namespace));
        Assert.Equal("ready", await lifeline.LineAsync());
        await host.KillAsync();
        Assert.Equal("bye", await lifeline.LineAsync());
        await lifeline.EndAsync();
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task No_signal_from_inside_ends_the_namespace_or_holds_it_up(string signal)
    {
        using var lifeline = new Lifeline(_folder);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Script($"exec 3>\"$0\"; kill -{signal} 1; kill -{signal} 1; echo ready >&3; sleep 100", lifeline), cancellation: stop.Token);
        Assert.Equal("ready", await lifeline.LineAsync());
        await stop.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
        await lifeline.EndAsync();
    }

    [Fact]
    public async Task Streams_input_exit_code_and_signals_are_as_ever()
    {
        var result = await RunAsync(Namespaced("sh", "-c", "cat; echo $$; echo oops >&2; exit 7") with { Input = ProcessInput.FromText("in\n") });
        Assert.Equal((7, "oops\n"), (result.ExitCode, result.StandardError));
        Assert.Matches("^in\n[23]\n$", result.StandardOutput);
        var signaled = await RunAsync(Namespaced("sh", "-c", "kill -USR1 $$"));
        Assert.Equal((Outcome.Signaled, "SIGUSR1"), (signaled.Outcome, signaled.Signal));
    }

    [Fact]
    public async Task The_stop_signal_reaches_every_member_and_the_grace_period_is_theirs()
    {
        const string Child = "trap 'echo child; exit' TERM; echo ready; while :; do sleep 0.05; done";
        using var tree = new Tree();
        using var stop = new CancellationTokenSource();
        var spec = Namespaced("sh", "-c", $"exec 2>/dev/null; trap 'wait; echo program; exit' TERM; setsid sh -c \"{Child}\" & wait; wait") with { GracePeriod = TimeSpan.FromSeconds(20) };
        var running = RunAsync(spec, tree.Sink, cancellation: stop.Token);
        await tree.Line("ready");
        await stop.CancelAsync();
        var result = await running;
        Assert.Equal("ready\nchild\nprogram\n", tree.Text);
        Assert.Equal((Outcome.Canceled, null), (result.Outcome, result.Signal));
    }

    [Fact]
    public async Task Programs_of_a_pipeline_are_in_one_namespace()
    {
        var spec = new ProcessSpec("sh", "-c", "readlink /proc/self/ns/pid") | Namespaced("sh", "-c", "cat; readlink /proc/self/ns/pid");
        var names = (await RunAsync(spec)).StandardOutput!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names[0], names[1]);
        Assert.NotEqual(names[0], new FileInfo("/proc/self/ns/pid").LinkTarget);
    }

    [Fact]
    public async Task Limits_and_a_terminal_go_with_it()
    {
        var limited = await RunAsync(Namespaced("sh", "-c", "ulimit -n; echo $$") with { OpenFileLimit = 77 });
        Assert.Matches("^77\n[23]\n$", limited.StandardOutput);
        var terminal = await RunAsync(Namespaced("tty") with { Terminal = TerminalSize.Default });
        Assert.StartsWith("/dev/pts/", terminal.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_runs_leave_no_process_and_no_descriptor()
    {
        var plan = new RunsHost.Plan("sh", "-c", "(setsid sleep 0.001 &) ; exit 3") { Times = 200, OrphanPolicy = OrphanPolicy.Wait, Containment = Containment.Namespace };
        var result = await RunAsync(HostProgram.Spec("runs", plan.ToString()));
        Assert.True(result.Success, $"{result.StandardOutput} {result.StandardError}");
        var report = RunsHost.Parse(result.StandardOutput!);
        Assert.All(report.Runs, run => Assert.Equal(("Exited", 3, "Namespace"), (run.Outcome, run.ExitCode, run.Containment)));
        Assert.Equal(0, report.ChildrenLeft);
        Assert.Empty(report.DescriptorsMore);
    }

    [Fact]
    public async Task Many_at_once_are_each_in_their_own()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => RunAsync(Namespaced("sh", "-c", "echo $$"))));
        Assert.All(results, result => Assert.Matches("^[23]\n$", result.StandardOutput));
    }

    [Fact]
    public async Task What_loses_its_parent_inside_is_reaped()
    {
        using var lifeline = new Lifeline(_folder);
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Script("exec 3>\"$0\"; echo begun >&3; for i in 1 2 3 4 5; do (sh -c 'exit 3' &); done; exec 3>&-; sleep 100", lifeline), cancellation: stop.Token);
        Assert.Equal("begun", await lifeline.LineAsync());
        // All five have ended, and the program itself does not hold it any more.
        await lifeline.EndAsync();
        var firsts = ProcessTable.OwnChildren().Where(child => ProcessTable.CommandLineOf(child.Id).Contains("safeprocess-namespace", StringComparison.Ordinal)).Select(child => child.Id).ToHashSet();
        Assert.NotEmpty(firsts);
        await GuardedHost.EventuallyAsync(
            () => !ProcessTable.All().Any(entry => entry.IsZombie && firsts.Contains(entry.ParentId)), () => "what lost its parent stays a zombie");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_program_that_is_not_there_leaves_nothing()
    {
        var children = ProcessTable.OwnChildIds();
        await FailsToStartAsync(Namespaced("/no/such/program"));
        await FailsToStartAsync(Namespaced(_folder.WriteProgram("bad", "no program"u8)));
        // Those of other tests, which run at the same time, end by themselves.
        var left = ProcessTable.OwnChildIds().Except(children).ToList();
        await GuardedHost.EventuallyAsync(() => !ProcessTable.OwnChildIds().Intersect(left).Any(), () => "what was begun for it stays");
    }

    private static ProcessSpec Namespaced(string file, params string[] arguments) => new(file, arguments) { Containment = Containment.Namespace };

    private static ProcessSpec Script(string script, Lifeline lifeline, params string[] arguments) =>
        Namespaced("sh", ["-c", script, lifeline.FilePath, .. arguments]) with { GracePeriod = TimeSpan.FromMilliseconds(200) };
}
