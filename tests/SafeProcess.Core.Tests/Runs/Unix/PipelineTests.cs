using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class PipelineTests
{
    /// <summary>Two programs that end one right after the other do so in either order.</summary>
    private const int RoundsOfRace = 30;

    [Fact]
    public async Task A_stage_that_SIGPIPE_ended_has_not_failed()
    {
        var result = await RunAsync(new ProcessSpec("yes") | new ProcessSpec("cat") | new ProcessSpec("head", "-n", "2"));
        Assert.Equal((true, Outcome.Exited, "y\ny\n"), (result.Success, result.Outcome, result.StandardOutput));
        Assert.All(result.Stages.Take(2), stage => Assert.Equal(("SIGPIPE", 13, true), (stage.Signal, stage.SignalNumber, stage.Success)));
    }

    [Fact]
    public async Task A_stage_that_says_its_pipe_broke_when_its_reader_had_closed_it_has_not_failed()
    {
        for (var round = 0; round < RoundsOfRace; round++)
        {
            var result = await RunAsync(new ProcessSpec("sh", "-c", "trap '' PIPE; exec yes") | new ProcessSpec("head", "-n", "1"));
            Assert.Equal((1, true), (result.Stages[0].ExitCode, result.Stages[0].Success));
            Assert.Contains("Broken pipe", result.Stages[0].StandardError, StringComparison.Ordinal);
            Assert.True(result.Success);
        }
    }

    [Fact]
    public async Task A_stage_that_says_its_pipe_broke_has_not_failed_when_both_had_exited_before_the_host_looked()
    {
        var spec = new ProcessSpec("sh", "-c", "trap '' PIPE; exec yes") | new ProcessSpec("head", "-n", "1");
        var run = ProcessRun.Start(spec, OutputSink.Text(), new LateLauncher(), TimeProvider.System, null, TestContext.Current.CancellationToken);
        var result = await run.Completion;
        Assert.Equal((1, true, true), (result.Stages[0].ExitCode, result.Stages[0].Success, result.Success));
    }

    [Fact]
    public async Task A_stage_that_says_another_pipe_broke_has_failed_however_soon_its_reader_ended_after_it()
    {
        for (var round = 0; round < RoundsOfRace; round++)
        {
            var result = await RunAsync(new ProcessSpec("sh", "-c", "echo 'send disconnect: Broken pipe' >&2; exit 255") | new ProcessSpec("cat"));
            Assert.Equal((false, 255), (result.Success, result.ExitCode));
        }
    }

    [Fact]
    public async Task A_stage_that_a_signal_ended_is_the_outcome()
    {
        var result = await RunAsync(new ProcessSpec("sh", "-c", "kill -SEGV $$") | new ProcessSpec("cat"));
        Assert.Equal((Outcome.Signaled, "SIGSEGV", false), (result.Outcome, result.Signal, result.Success));
        Assert.StartsWith("'sh' (stage 1 of 2) was ended by SIGSEGV", $"{result}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_byte_passes_through_the_host()
    {
        var run = new ProcessRunner().Start(
            UnrulyProgram.Spec("flood") | new ProcessSpec("cat") | UnrulyProgram.Spec("ignore-input", "--for", "60000") with { GracePeriod = TimeSpan.Zero });
        try
        {
            // The pipe between two stages is the output of the one and the input of the other.
            var children = ProcessTable.OwnChildren().Select(child => child.Id).ToList();
            var between = HostResources.DescriptorsOf(run.ProcessId)[0];
            Assert.StartsWith("pipe:", between, StringComparison.Ordinal);
            var writer = Assert.Single(children, id => HostResources.DescriptorsOf(id).GetValueOrDefault(1) == between);
            var before = HostResources.DescriptorsOf(writer)[0];
            Assert.Single(children, id => HostResources.DescriptorsOf(id).GetValueOrDefault(1) == before);
            Assert.DoesNotContain(HostResources.DescriptorsOf(Environment.ProcessId).Values, held => held == between || held == before);
        }
        finally
        {
            run.Stop();
        }

        Assert.Equal(Outcome.Canceled, (await run.Completion).Outcome);
    }

    [Fact]
    public async Task Each_stage_starts_clean()
    {
        const string Tell = "ls -l /proc/self/fd | grep -c ' -> '; cat";
        var result = await RunAsync(new ProcessSpec("sh", "-c", Tell) | new ProcessSpec("sh", "-c", Tell) | new ProcessSpec("sh", "-c", Tell));
        // Three of its own and the one that ls opens.
        Assert.Equal("4\n4\n4\n", result.StandardOutput);
    }

    [Fact]
    public async Task A_hundred_stages_run_at_once()
    {
        var spec = Enumerable.Range(0, 98).Aggregate(UnrulyProgram.Spec("write", "1000000", "--seed", "7"), (left, _) => left | new ProcessSpec("cat")) | new ProcessSpec("cat");
        var sink = new PatternSink(seed: 7);
        var result = await RunAsync(spec, new(sink, new TextSink()));
        Assert.Equal((true, 1_000_000L, null), (result.Success, sink.Count, sink.WrongBefore));
        Assert.Equal(100, result.Stages.Count);
        Assert.All(result.Stages, stage => Assert.Equal(0, stage.ExitCode));
        Assert.Equal("'unruly | cat | cat | cat | ... | cat'", $"{result}"[.."'unruly | cat | cat | cat | ... | cat'".Length]);
    }

    [Fact]
    public async Task A_hundred_stages_end_at_a_deadline()
    {
        var spec = Enumerable.Range(0, 99).Aggregate(new ProcessSpec("sleep", "60"), (left, _) => left | new ProcessSpec("cat"));
        var result = await RunAsync(spec with { Timeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.Equal(100, result.Diagnosis.Count);
        Assert.All(result.Stages, stage => Assert.Null(ProcessTable.Find(stage.ProcessId)));
    }

    [Fact]
    public async Task An_orphan_of_a_stage_is_one_only_once_all_programs_have_exited()
    {
        using var tree = new Tree();
        var spec = tree.Mark(UnrulyProgram.Spec("orphan", "0", "setsid")) | tree.Mark(new("head", "-n", "3"));
        var result = await RunAsync(spec with { GracePeriod = TimeSpan.FromMilliseconds(200) }, tree.Sink);
        Assert.True(result.Success);
        Assert.NotEmpty(result.Orphans);
        Assert.DoesNotContain(result.Orphans, orphan => result.Stages.Any(stage => stage.ProcessId == orphan.Id));
        tree.AssertGone();
    }

    [Fact]
    public async Task Processor_time_is_that_of_all_stages()
    {
        var result = await RunAsync(UnrulyProgram.Spec("burn", "--for", "300") | UnrulyProgram.Spec("burn", "--for", "300"));
        Assert.Equal(result.Stages.Sum(stage => stage.ProcessorTime.Ticks), result.ProcessorTime.Ticks);
        Assert.All(result.Stages, stage => Assert.True(stage.ProcessorTime >= TimeSpan.FromMilliseconds(300), $"{stage.ProcessorTime}"));
    }

    [Fact]
    public async Task A_limit_holds_for_each_program_from_its_first_instruction()
    {
        var tell = new ProcessSpec("sh", "-c", "ulimit -n; cat");
        Assert.Equal("77\n77\n", (await RunAsync(tell | tell with { OpenFileLimit = 77 })).StandardOutput);
    }

    [Fact]
    public async Task A_first_stage_that_used_up_its_processor_time_is_the_outcome()
    {
        var result = await RunAsync(UnrulyProgram.Spec("burn") | new ProcessSpec("cat") with { CpuTimeLimit = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero });
        Assert.Equal((Outcome.LimitExceeded, ResourceLimit.CpuTime), (result.Outcome, result.ExceededLimit));
    }

    [Fact]
    public async Task When_the_host_is_killed_no_stage_is_left()
    {
        var script = GuardedRun.Unruly("tree", "ignore", "setsid,detached,ignore", "setsid,bare");
        using var host = GuardedHost.Start(GuardedRun.Unruly("echo") with { From = new GuardedRun("cat", []) with { From = script } });
        await host.Tree.Line("ready");
        Assert.Equal(3, host.Registry.Count);
        Assert.Equal(5, host.Tree.Alive().Count(one => one.Id != host.Id && one.Id != host.Guardian!.Id));
        await host.KillAsync();
        await host.AssertGoneAsync();
    }

    [Fact]
    public async Task All_programs_are_in_one_control_group()
    {
        using var group = DelegatedGroup.Create();
        group.Mark();
        var report = await group.HostAsync(new("cat", "/proc/self/cgroup", "-") { From = new("cat", "/proc/self/cgroup") });
        var run = Assert.Single(report.Runs);
        Assert.Equal(("Exited", "ControlGroup"), (run.Outcome, run.Containment));
        var groups = run.Output!.Split('\n').Where(line => line.StartsWith("0::", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, groups.Count);
        Assert.Contains("/safeprocess-test-", Assert.Single(groups.Distinct()), StringComparison.Ordinal);
        Assert.Empty(report.GroupsLeft);
    }

    /// <summary>Gives a run back when all of its programs have exited.</summary>
    private sealed class LateLauncher : ILauncher
    {
        public IChild Launch(ProcessSpec spec, string runId)
        {
            var child = PlatformLauncher.Current.Launch(spec, runId);
            Assert.True(Task.WhenAll(child.Stages.Select(stage => stage.Exited)).Wait(ThisSystem.Ceiling), "the programs did not exit");
            return child;
        }
    }
}
