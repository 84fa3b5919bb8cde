using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

public sealed class StopLadderTests
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTime _time = new();
    private readonly List<RunEventKind> _told = [];

    [Fact]
    public void A_tree_that_ends_at_the_signal_is_not_killed()
    {
        var tree = new FakeTree(10, 11);
        tree.OnSignal = tree.End;
        Assert.Empty(Finished(Descend(tree)));
        Assert.Equal(["SIGTERM 10,11"], tree.Log);
        Assert.Equal([RunEventKind.StopSignalSent, RunEventKind.TreeEnded], _told);
        Assert.Equal(TimeSpan.Zero, _time.Now);
    }

    [Fact]
    public void What_does_not_end_is_killed_when_the_grace_period_is_over_and_not_before()
    {
        var tree = new FakeTree(10, 11, 12);
        tree.OnSignal = member =>
        {
            if (member.Id == 11)
                tree.End(member);
        };
        var descending = Descend(tree);
        _time.Advance(_grace - _moment);
        Assert.False(descending.IsCompleted);
        Assert.Equal(["SIGTERM 10,11,12"], tree.Log);
        _time.Advance(_moment);
        Assert.Empty(Finished(descending));
        Assert.Equal(["SIGTERM 10,11,12", "kill 10,12"], tree.Log);
        Assert.Equal([RunEventKind.StopSignalSent, RunEventKind.KillSent, RunEventKind.TreeEnded], _told);
    }

    [Fact]
    public void A_tree_that_ends_during_the_grace_period_ends_the_ladder_at_once()
    {
        var tree = new FakeTree(10);
        var descending = Descend(tree);
        _time.Advance(TimeSpan.FromSeconds(1));
        tree.End(tree.Alive[0]);
        Assert.Empty(Finished(descending));
        Assert.Equal(["SIGTERM 10"], tree.Log);
        Assert.Equal(TimeSpan.FromSeconds(1), _time.Now);
    }

    [Theory]
    [InlineData(StopSignal.SIGHUP)]
    [InlineData(StopSignal.SIGINT)]
    [InlineData(StopSignal.SIGQUIT)]
    public void The_signal_is_the_one_asked_for(StopSignal signal)
    {
        var tree = new FakeTree(10);
        tree.OnSignal = tree.End;
        Finished(Descend(tree, signal));
        Assert.Equal([$"{signal} 10"], tree.Log);
    }

    [Fact]
    public void No_grace_kills_without_asking()
    {
        var tree = new FakeTree(10, 11);
        Finished(Descend(tree, grace: TimeSpan.Zero));
        Assert.Equal(["kill 10,11"], tree.Log);
    }

    [Fact]
    public void SIGKILL_skips_the_grace_period()
    {
        var tree = new FakeTree(10, 11);
        Finished(Descend(tree, StopSignal.SIGKILL));
        Assert.Equal(["kill 10,11"], tree.Log);
        Assert.Equal(TimeSpan.Zero, _time.Now);
    }

    [Fact]
    public void Nothing_is_sent_to_an_empty_tree()
    {
        var tree = new FakeTree();
        Finished(Descend(tree));
        Assert.Empty(tree.Log);
    }

    [Fact]
    public void What_appears_while_the_first_members_end_is_asked_as_well_and_no_member_is_asked_twice()
    {
        var tree = new FakeTree(10);
        tree.OnSignal = member =>
        {
            if (member.Id < 13)
                tree.Begin(member.Id + 1);
            tree.End(member);
        };
        Assert.Empty(Finished(Descend(tree)));
        Assert.Equal(["SIGTERM 10", "SIGTERM 11", "SIGTERM 12", "SIGTERM 13"], tree.Log);
    }

    [Fact]
    public void The_grace_period_is_one_for_the_whole_tree_however_many_appear()
    {
        var tree = new FakeTree(10);
        tree.OnSignal = member => tree.Begin(member.Id + 1);
        var descending = Descend(tree);
        _time.Advance(_grace - _moment);
        tree.End(tree.Alive[0]);
        Assert.False(descending.IsCompleted);
        _time.Advance(_moment);
        Assert.Empty(Finished(descending));
        Assert.Equal("kill 11,12", tree.Log[^1]);
    }

    [Fact]
    public void An_id_that_is_given_to_a_new_member_is_a_new_member()
    {
        var tree = new FakeTree(10);
        tree.OnSignal = member =>
        {
            if (member.StartTime == 1)
                tree.Begin(10, startTime: 2);
            tree.End(member);
        };
        Assert.Empty(Finished(Descend(tree)));
        Assert.Equal(["SIGTERM 10", "SIGTERM 10"], tree.Log);
    }

    [Fact]
    public void Kills_are_repeated_until_a_look_finds_nothing()
    {
        var tree = new FakeTree(10);
        tree.OnKill = member =>
        {
            tree.End(member);
            if (member.Id < 30)
                tree.Begin(member.Id + 1);
        };
        Assert.Empty(Finished(Descend(tree, grace: TimeSpan.Zero)));
        Assert.Equal(Enumerable.Range(10, 21).Select(id => $"kill {id}"), tree.Log);
    }

    [Fact]
    public async Task What_cannot_be_ended_is_reported_and_the_ladder_returns()
    {
        var tree = new FakeTree(10, 11);
        tree.OnKill = member =>
        {
            if (member.Id == 10)
                tree.End(member);
        };
        var descending = Descend(tree);
        await _time.AdvanceUntilAsync(descending, atMost: TimeSpan.FromSeconds(10));
        Assert.Equal(11, Assert.Single(await descending).Id);
        Assert.Equal([RunEventKind.StopSignalSent, RunEventKind.KillSent, RunEventKind.TreeSurvived], _told);
        Assert.True(tree.Log.Count(entry => entry == "kill 11") > 3);
        Assert.True(_time.Now >= _grace + LadderRules.KillPatience, $"{_time.Now}");
    }

    private static IReadOnlyList<TreeMember> Finished(Task<IReadOnlyList<TreeMember>> descending)
    {
        Assert.True(descending.IsCompletedSuccessfully);
        return descending.Result;
    }

    private Task<IReadOnlyList<TreeMember>> Descend(FakeTree tree, StopSignal signal = StopSignal.SIGTERM, TimeSpan? grace = null) =>
        new StopLadder(tree, _time, (kind, _) => _told.Add(kind)).DescendAsync(tree.Alive, signal, grace ?? _grace);
}
