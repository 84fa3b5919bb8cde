using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Promises 3, 4 and 7: whatever the tree does to stay, nothing of it is left.</summary>
public sealed partial class StopTests
{
    [Theory]
    [InlineData("ignore")]
    [InlineData("plain,setsid,bare,ignore")]
    public async Task No_grace_means_kill_at_once(string traits)
    {
        var log = new EventLog();
        var (result, _) = await StoppedAsync(["tree", "plain", traits], spec => spec with { GracePeriod = TimeSpan.Zero }, log);
        Assert.Equal(ThisSystem.EndedBy(StopSignal.SIGKILL).Name, result.Signal);
        Assert.DoesNotContain(RunEventKind.StopSignalSent, log.Kinds);
        Assert.Contains(RunEventKind.KillSent, log.Kinds);
    }

    [Fact]
    public async Task SIGKILL_as_stop_signal_does_not_wait_for_the_grace_period()
    {
        var log = new EventLog();
        var (result, took) = await StoppedAsync(["tree", "ignore"], spec => spec with { StopSignal = StopSignal.SIGKILL, GracePeriod = TimeSpan.FromSeconds(50) }, log);
        Assert.Equal(ThisSystem.EndedBy(StopSignal.SIGKILL), (result.Signal, result.SignalNumber));
        Assert.True(took < TimeSpan.FromSeconds(25), $"took {took}");
    }

    [Fact]
    public async Task A_program_that_ends_at_the_stop_signal_is_not_waited_for_and_not_killed()
    {
        Requires.NotWine("CTRL_BREAK");
        var log = new EventLog();
        var (result, took) = await StoppedAsync(["tree", "plain", "plain"], spec => spec with { GracePeriod = TimeSpan.FromSeconds(50) }, log);
        Assert.Equal(ThisSystem.EndedBy(StopSignal.SIGTERM), (result.Signal, result.SignalNumber));
        Assert.DoesNotContain(RunEventKind.KillSent, log.Kinds);
        Assert.True(took < TimeSpan.FromSeconds(25), $"took {took}");
    }

    [Fact]
    public async Task A_program_that_ignores_the_stop_signal_is_killed_after_the_grace_period()
    {
        var log = new EventLog();
        var (result, _) = await StoppedAsync(["tree", "ignore"], spec => spec with { GracePeriod = TimeSpan.FromMilliseconds(400) }, log);
        Assert.Equal(ThisSystem.EndedBy(StopSignal.SIGKILL).Name, result.Signal);
        var asked = log.Events.Single(one => one.Kind == RunEventKind.StopSignalSent).Elapsed;
        var killed = log.Events.First(one => one.Kind == RunEventKind.KillSent).Elapsed;
        Assert.True(killed - asked >= TimeSpan.FromMilliseconds(390), $"asked at {asked}, killed at {killed}");
    }

    [Fact]
    public async Task A_wide_tree_is_ended_whole()
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var running = RunAsync(tree.Mark(UnrulyProgram.Spec("many", $"{ThisSystem.WideTree}")), tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        await cancel.CancelAsync();
        var result = await running;
        Assert.Equal(ThisSystem.WideTree + 1, result.Diagnosis.Count);
        tree.AssertGone();
    }

    [Fact]
    public async Task The_tree_of_a_second_run_is_not_touched()
    {
        using var other = new Tree();
        using var stopOther = new CancellationTokenSource();
        var running = RunAsync(other.Mark(UnrulyProgram.Spec("tree", "plain", "setsid,detached")), other.Sink, cancellation: stopOther.Token);
        await other.Line("ready");

        await StoppedAsync(["tree", "plain", "setsid,detached"], spec => spec with { GracePeriod = TimeSpan.Zero });
        Assert.False(running.IsCompleted);
        Assert.Equal(2, other.Alive().Count);
        await stopOther.CancelAsync();
        await running;
        other.AssertGone();
    }

    [Fact]
    public async Task The_events_tell_each_step_in_order()
    {
        // A machine that needs more than a second for a kill has one step more to tell: then it is tried again.
        EventLog log;
        var chance = 5;
        do
        {
            log = new EventLog();
            await StoppedAsync(["tree", "ignore"], spec => spec with { GracePeriod = TimeSpan.FromMilliseconds(50) }, log);
        }
        while (--chance > 0 && log.Kinds.Contains(RunEventKind.TreeSurvived));
        Assert.Equal(
            [RunEventKind.Started, RunEventKind.StopRequested, RunEventKind.StopSignalSent, RunEventKind.KillSent, RunEventKind.TreeEnded, RunEventKind.Ended],
            log.Kinds);
        Assert.Equal(log.Events.Select(one => one.Elapsed).Order(), log.Events.Select(one => one.Elapsed));
        Assert.All(log.Events, one => Assert.NotEqual("", one.Message));
    }

    /// <summary>Cancels a run once its program says <c>ready</c>, and sees that nothing is left.</summary>
    private static async Task<(ProcessResult Result, TimeSpan Took)> StoppedAsync(string[] arguments, Func<ProcessSpec, ProcessSpec> change, EventLog? log = null)
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var running = RunAsync(change(tree.Mark(UnrulyProgram.Spec(arguments))), tree.Sink, log, cancel.Token);
        await tree.Line("ready");
        var begun = TimeProvider.System.GetTimestamp();
        await cancel.CancelAsync();
        var result = await running;
        var took = TimeProvider.System.GetElapsedTime(begun);
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.Empty(tree.Alive());
        if (tree.Ids.Count > 0)
            tree.AssertGone();
        return (result, took);
    }
}
