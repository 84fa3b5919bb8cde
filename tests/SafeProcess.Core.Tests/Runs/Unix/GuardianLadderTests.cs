using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>The host and the guardian go down the ladder in the same way: each situation is given to both.</summary>
public sealed class GuardianLadderTests
{
    private static readonly Dictionary<string, (LadderSituation Situation, string[][] Signals)> _situations = new()
    {
        ["all end at the stop signal"] = (
            new(new LadderTree(StopSignal.SIGTERM, 300, new(10, "end 10"), new(11, "end 11"))),
            [["0 SIGTERM 10,11"]]),
        ["it is the stop signal that was asked for"] = (
            new(new LadderTree(StopSignal.SIGHUP, 300, new LadderMember(10, "end 10"))),
            [["0 SIGHUP 10"]]),
        ["a member ignores the stop signal"] = (
            new(new LadderTree(StopSignal.SIGTERM, 300, new(10, "end 10"), new(11))),
            [["0 SIGTERM 10,11", "300 kill 11"]]),
        ["a member ends during the grace period"] = (
            new(new LadderTree(StopSignal.SIGTERM, 300, new LadderMember(10)) { Events = [(150, "end 10")] }),
            [["0 SIGTERM 10"]]),
        ["what appears is asked once those before it are gone"] = (
            new(new LadderTree(StopSignal.SIGTERM, 300, new(10, "begin 11"), new(11, "end 11") { IsLater = true }) { Events = [(100, "end 10")] }),
            [["0 SIGTERM 10", "100 SIGTERM 11"]]),
        ["what appears beside one that ignores the signal is never asked"] = (
            new(new LadderTree(StopSignal.SIGTERM, 300, new(10, "begin 12; end 10"), new(11), new(12, "end 12") { IsLater = true })),
            [["0 SIGTERM 10,11", "300 kill 11,12"]]),
        ["all programs of a run are one tree"] = (
            new(
                new LadderTree(StopSignal.SIGTERM, 300, new(10, "begin 12; end 10"), new(11) { Session = 11 }, new(12, "end 12") { IsLater = true })
                {
                    Programs = [10, 11],
                }),
            [["0 SIGTERM 10,11", "300 kill 11,12"]]),
        ["no grace period"] = (
            new(new LadderTree(StopSignal.SIGTERM, 0, new(10, "end 10"), new(11))),
            [["0 kill 10,11"]]),
        ["SIGKILL waits for no grace period"] = (
            new(new LadderTree(StopSignal.SIGKILL, 300, new(10, "end 10"), new(11))),
            [["0 kill 10,11"]]),
        ["each tree at its own pace"] = (
            new(
                new LadderTree(StopSignal.SIGTERM, 100, new(10), new(11, "end 11")),
                new LadderTree(StopSignal.SIGINT, 300, new(20), new(21, "end 21")),
                new LadderTree(StopSignal.SIGTERM, 0, new LadderMember(30))),
            [["0 SIGTERM 10,11", "100 kill 10"], ["0 SIGINT 20,21", "300 kill 20"], ["0 kill 30"]]),
    };

    public static TheoryData<string> Situations => [.. _situations.Keys];

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Both_send_the_same_signals_at_the_same_times(string name)
    {
        var (situation, signals) = _situations[name];
        Assert.Equal(signals, situation.ByTheHost().Select(static tree => tree.Signals));
        Assert.Equal(signals, (await situation.ByTheGuardianAsync()).Select(static tree => tree.Signals));
    }

    [Fact]
    public async Task Both_give_up_what_cannot_be_ended_after_the_same_time()
    {
        var situation = new LadderSituation(new LadderTree(StopSignal.SIGTERM, 0, new LadderMember(10) { IsUndying = true }));
        var last = LadderRules.KillPatience - LadderRules.TimeToDie;
        Assert.Equal((last, last), (Assert.Single(situation.ByTheHost()).LastKill, Assert.Single(await situation.ByTheGuardianAsync()).LastKill));
    }

    [Fact]
    public async Task A_new_member_begins_the_patience_of_both_anew()
    {
        var situation = new LadderSituation(
            new LadderTree(StopSignal.SIGTERM, 0, new(10) { IsUndying = true }, new(11) { IsLater = true }) { Events = [(790, "begin 11")] });
        var last = TimeSpan.FromMilliseconds(800) + LadderRules.KillPatience - LadderRules.TimeToDie;
        Assert.Equal((last, last), (Assert.Single(situation.ByTheHost()).LastKill, Assert.Single(await situation.ByTheGuardianAsync()).LastKill));
    }

    [Fact]
    public async Task Both_wait_as_long_for_what_was_killed_and_gets_no_processor_to_end_on()
    {
        var pace = TimeSpan.FromSeconds(2);
        var situation = new LadderSituation(new LadderTree(StopSignal.SIGTERM, 0, new LadderMember(10) { IsUndying = true, IsEnding = true })) { Pace = pace };
        var last = Assert.Single(situation.ByTheHost()).LastKill;
        Assert.Equal(LadderRules.PursuitPatience - LadderRules.TimeToDie, last);
        Assert.InRange(Assert.Single(await situation.ByTheGuardianAsync()).LastKill, last - pace, last);
    }

    /// <summary>The host's run has returned by then, and said what survives. Nobody comes after the guardian.</summary>
    [Fact]
    public async Task As_long_as_the_guardian_looks_it_kills_what_appears_in_a_tree_that_it_has_given_up()
    {
        var situation = new LadderSituation(
            new(StopSignal.SIGTERM, 0, new(10) { IsUndying = true }, new(11) { IsLater = true }) { Events = [(1500, "begin 11")] },
            new(StopSignal.SIGTERM, 2000, new LadderMember(20)));
        Assert.Equal(["0 kill 10"], situation.ByTheHost()[0].Signals);
        Assert.Equal(["0 kill 10", "1500 kill 10,11"], (await situation.ByTheGuardianAsync())[0].Signals);
    }
}
