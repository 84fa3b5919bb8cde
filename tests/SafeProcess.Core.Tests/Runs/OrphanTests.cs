using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Promise 5: a descendant that outlives the program and holds its pipes open.</summary>
public sealed class OrphanTests
{
    public static TheoryData<string> Traits => new("plain", "ignore", "setsid", "detached", "setsid,detached");

    [Theory]
    [MemberData(nameof(Traits))]
    public async Task Stop_ends_an_orphan_that_holds_the_pipes_open(string traits)
    {
        using var tree = new Tree();
        var spec = tree.Mark(UnrulyProgram.Spec("orphan", "3", traits)) with { GracePeriod = TimeSpan.FromMilliseconds(300) };
        var result = await RunAsync(spec, tree.Sink);
        Assert.Equal((Outcome.Exited, 3), (result.Outcome, result.ExitCode));
        Assert.EndsWith("ready\n", result.StandardOutput, StringComparison.Ordinal);
        AssertOrphan(result, tree);
        tree.AssertGone();
    }

    [Fact]
    public async Task Stop_lets_an_orphan_finish_what_it_is_writing()
    {
        // 10 lines 20 ms apart are less than the second that is given. On a busy machine an orphan may fall silent for 100 ms although it
        // would not, and is then rightly stopped: so it is given a few chances.
        for (var chance = 5; ; chance--)
        {
            using var tree = new Tree();
            var result = await RunAsync(tree.Mark(UnrulyProgram.Spec("orphan", "0", "plain", "--lines", "10", "--for", "0")), tree.Sink);
            tree.AssertGone();
            // Nor need it be there any more when a slow machine sees the end of the program.
            if (chance > 1 && (result.Orphans.Count == 0 || !result.StandardOutput!.EndsWith("line 10\n", StringComparison.Ordinal)))
                continue;
            AssertOrphan(result, tree);
            Assert.EndsWith("line 10\n", result.StandardOutput, StringComparison.Ordinal);
            return;
        }
    }

    [Fact]
    public async Task Stop_does_not_wait_for_an_orphan_that_never_stops_writing()
    {
        using var tree = new Tree();
        var result = await RunAsync(tree.Mark(UnrulyProgram.Spec("orphan", "0", "plain", "--lines", "6000")), tree.Sink);
        Assert.Equal((Outcome.Exited, 0, true), (result.Outcome, result.ExitCode, result.Success));
        Assert.Contains("line 1\n", result.StandardOutput, StringComparison.Ordinal);
        AssertOrphan(result, tree);
        tree.AssertGone();
    }

    [Theory]
    [MemberData(nameof(Traits))]
    public async Task Fail_ends_an_orphan_and_makes_a_failure_of_a_success(string traits)
    {
        using var tree = new Tree();
        var spec = tree.Mark(UnrulyProgram.Spec("orphan", "0", traits)) with { GracePeriod = TimeSpan.FromMilliseconds(300), OrphanPolicy = OrphanPolicy.Fail };
        var result = await RunAsync(spec, tree.Sink);
        Assert.Equal((Outcome.OrphansStopped, 0, false), (result.Outcome, result.ExitCode, result.Success));
        AssertOrphan(result, tree);
        Assert.Contains($"{result.Diagnosis[0]}, which had to be stopped", $"{result}", StringComparison.Ordinal);
        tree.AssertGone();
    }

    [Fact]
    public async Task Stop_ends_every_orphan()
    {
        using var tree = new Tree();
        var result = await RunAsync(tree.Mark(UnrulyProgram.Spec("orphan", "0", "plain", "setsid,detached", "plain")) with { GracePeriod = TimeSpan.Zero }, tree.Sink);
        Assert.Equal(3, result.Orphans.Count);
        tree.AssertGone();
    }

    [Theory]
    [MemberData(nameof(Traits))]
    public async Task Wait_waits_for_an_orphan_that_ends_by_itself(string traits)
    {
        using var tree = new Tree();
        var log = new EventLog();
        var spec = tree.Mark(UnrulyProgram.Spec("orphan", "3", traits, "--lines", "30")) with { OrphanPolicy = OrphanPolicy.Wait };
        var running = RunAsync(spec, tree.Sink, log);
        await tree.Line("line 30");
        await log.AwaitAsync(RunEventKind.OrphansFound);
        tree.End();
        var result = await running;
        Assert.Equal((Outcome.Exited, 3), (result.Outcome, result.ExitCode));
        Assert.EndsWith("line 30\n", result.StandardOutput, StringComparison.Ordinal);
        AssertOrphan(result, tree);
        tree.AssertGone();
    }

    [Theory]
    [MemberData(nameof(Traits))]
    public async Task Wait_waits_no_longer_than_the_deadline(string traits)
    {
        for (var timeout = TimeSpan.FromSeconds(1); ; timeout *= 4)
        {
            using var tree = new Tree();
            var spec = tree.Mark(UnrulyProgram.Spec("orphan", "3", traits)) with
            {
                OrphanPolicy = OrphanPolicy.Wait, Timeout = timeout, GracePeriod = TimeSpan.FromMilliseconds(200),
            };
            var result = await RunAsync(spec, tree.Sink);
            Assert.Equal(Outcome.TimedOut, result.Outcome);
            if (tree.Ids.Count > 0)
                tree.AssertGone();
            if (result.Orphans.Count == 0 && timeout < TimeSpan.FromSeconds(20))
                continue;
            AssertOrphan(result, tree);
            Assert.NotEmpty(result.Diagnosis);
            return;
        }
    }

    [Fact]
    public async Task Wait_ends_at_a_cancel()
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var log = new EventLog();
        var spec = tree.Mark(UnrulyProgram.Spec("orphan", "0", "setsid,detached")) with { OrphanPolicy = OrphanPolicy.Wait };
        var running = RunAsync(spec, tree.Sink, log, cancel.Token);
        await log.AwaitAsync(RunEventKind.OrphansFound);
        await cancel.CancelAsync();
        var result = await running;
        Assert.Equal(Outcome.Canceled, result.Outcome);
        AssertOrphan(result, tree);
        tree.AssertGone();
    }

    [Theory]
    [MemberData(nameof(Traits))]
    public async Task Keep_leaves_an_orphan_alone_and_returns(string traits)
    {
        using var tree = new Tree();
        var result = await RunAsync(tree.Mark(UnrulyProgram.Spec("orphan", "3", traits)) with { OrphanPolicy = OrphanPolicy.Keep }, tree.Sink);
        Assert.Equal((Outcome.Exited, 3), (result.Outcome, result.ExitCode));
        Assert.EndsWith("ready\n", result.StandardOutput, StringComparison.Ordinal);
        AssertOrphan(result, tree);
        var alive = Assert.Single(tree.Alive());
        Assert.Equal(Assert.Single(result.Orphans).Id, alive.Id);
    }

    [Fact]
    public async Task Keep_does_not_wait_for_an_orphan_that_goes_on_writing()
    {
        using var tree = new Tree();
        var result = await RunAsync(tree.Mark(UnrulyProgram.Spec("orphan", "0", "plain", "--lines", "6000")) with { OrphanPolicy = OrphanPolicy.Keep }, tree.Sink);
        Assert.True(result.Success);
        Assert.Single(result.Orphans);
    }

    [Theory]
    [InlineData(OrphanPolicy.Stop)]
    [InlineData(OrphanPolicy.Wait)]
    [InlineData(OrphanPolicy.Keep)]
    [InlineData(OrphanPolicy.Fail)]
    public async Task Without_descendants_there_are_no_orphans(OrphanPolicy policy)
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0", "--out", "x") with { OrphanPolicy = policy });
        Assert.True(result.Success);
        Assert.Empty(result.Orphans);
        Assert.Empty(result.Diagnosis);
        Assert.Equal("x", result.StandardOutput);
    }

    [Theory]
    [InlineData(OrphanPolicy.Stop)]
    [InlineData(OrphanPolicy.Wait)]
    public async Task An_orphan_that_holds_no_pipe_is_found_as_well(OrphanPolicy policy)
    {
        using var tree = new Tree();
        var log = new EventLog();
        var spec = tree.Mark(UnrulyProgram.Spec("orphan", "0", "silent")) with { OrphanPolicy = policy };
        var running = RunAsync(spec, tree.Sink, log);
        await log.AwaitAsync(RunEventKind.OrphansFound);
        if (policy == OrphanPolicy.Wait)
            tree.End();
        var result = await running;
        AssertOrphan(result, tree);
        tree.AssertGone();
    }

    private static void AssertOrphan(ProcessResult result, Tree tree)
    {
        Assert.NotEmpty(result.Orphans);
        Assert.All(result.Orphans, orphan => Assert.Contains(orphan.Id, tree.Ids));
        Assert.DoesNotContain(result.Orphans, orphan => orphan.Id == result.ProcessId);
    }
}
