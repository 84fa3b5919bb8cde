using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Platform;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>How long the ladder goes on with a tree that does not end.</summary>
public sealed class StopLadderPatienceTests
{
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTime _time = new();

    [Fact]
    public void What_cannot_be_ended_is_killed_every_50_ms_as_long_as_patience_lasts_and_no_longer()
    {
        var tree = new FakeTree(10) { OnKill = _ => { } };
        var descending = Descend(tree);
        _time.Advance(LadderRules.KillPatience - _moment);
        Assert.False(descending.IsCompleted);
        _time.Advance(_moment);
        Assert.True(descending.IsCompleted);
        Assert.Equal(Enumerable.Repeat("kill 10", (int)(LadderRules.KillPatience / TimeSpan.FromMilliseconds(50))), tree.Log);
    }

    [Fact]
    public async Task What_was_killed_and_waits_for_a_processor_to_end_on_is_waited_for()
    {
        var tree = new FakeTree(10) { OnKill = _ => { }, IsEnding = true };
        var descending = Descend(tree);
        _time.Advance(LadderRules.PursuitPatience - TimeSpan.FromSeconds(1));
        Assert.False(descending.IsCompleted);
        tree.End(tree.Alive[0]);
        Assert.Empty(await descending);
    }

    [Fact]
    public void It_is_not_waited_for_longer_than_a_tree_is_pursued()
    {
        var tree = new FakeTree(10) { OnKill = _ => { }, IsEnding = true };
        var descending = Descend(tree);
        _time.Advance(LadderRules.PursuitPatience - _moment);
        Assert.False(descending.IsCompleted);
        _time.Advance(_moment);
        Assert.True(descending.IsCompleted);
    }

    [Fact]
    public void A_tree_that_goes_on_growing_is_pursued_as_long_as_patience_lasts_and_no_longer()
    {
        var tree = new FakeTree(10);
        tree.OnKill = member =>
        {
            if (member.Id == 10)
                tree.Begin(11 + tree.Log.Count);
        };
        var descending = Descend(tree);
        _time.Advance(LadderRules.PursuitPatience - _moment);
        Assert.False(descending.IsCompleted);
        _time.Advance(_moment);
        Assert.True(descending.IsCompleted);
        Assert.Equal(LadderRules.PursuitPatience / TimeSpan.FromMilliseconds(50), tree.Log.Count);
    }

    [Fact]
    public void What_is_ended_between_two_looks_is_growth_as_well()
    {
        var tree = new FakeTree(10) { OnKill = _ => { }, EndedMeanwhile = 2 };
        var descending = Descend(tree);
        _time.Advance(LadderRules.PursuitPatience - _moment);
        Assert.False(descending.IsCompleted);
        _time.Advance(_moment);
        Assert.True(descending.IsCompleted);
    }

    [Fact]
    public void A_member_that_only_a_long_look_found_is_killed_as_well()
    {
        var tree = new FakeTree(10);
        tree.OnFind = () =>
        {
            if (tree.Log.Count != 1)
                return;
            _time.Advance(LadderRules.KillPatience * 2);
            tree.Begin(11);
        };
        var descending = Descend(tree);
        Assert.True(descending.IsCompleted);
        Assert.Equal(["kill 10", "kill 11"], tree.Log);
    }

    [Fact]
    public async Task A_new_member_begins_the_patience_anew()
    {
        var tree = new FakeTree(10) { OnKill = _ => { } };
        var descending = Descend(tree);
        _time.Advance(TimeSpan.FromMilliseconds(810));
        tree.Begin(11);
        // The look that finds it, and its kill, are at 850 ms.
        _time.Advance(TimeSpan.FromMilliseconds(40) + LadderRules.KillPatience - _moment);
        Assert.False(descending.IsCompleted);
        _time.Advance(_moment);
        Assert.True(descending.IsCompleted);
        Assert.Equal([10, 11], (await descending).Select(member => member.Id));
    }

    [Fact]
    public async Task A_kill_may_look_for_more_as_long_as_patience_lasts()
    {
        var tree = new PatientTree();
        var descending = new StopLadder(tree, _time, (_, _) => { }).DescendAsync([new(10, 1, "fake", 'S')], StopSignal.SIGTERM, TimeSpan.Zero);
        _time.Advance(LadderRules.KillPatience - _moment);
        Assert.False(tree.PatienceOver.IsCancellationRequested);
        _time.Advance(_moment);
        Assert.True(tree.PatienceOver.IsCancellationRequested);
        tree.Killed.SetResult(0);
        Assert.Empty(await descending);
    }

    [Fact]
    public async Task A_member_that_a_look_still_shows_after_its_end_is_not_asked_again()
    {
        var tree = new BelatedTree(new(10, 1, "fake", 'S'));
        var told = new List<RunEventKind>();
        var descending = new StopLadder(tree, _time, (kind, _) => told.Add(kind))
            .DescendAsync([tree.Member], StopSignal.SIGTERM, TimeSpan.FromSeconds(2));
        Assert.Empty(await descending);
        Assert.Equal(1, tree.Signals);
        Assert.Equal([RunEventKind.StopSignalSent, RunEventKind.TreeEnded], told);
    }

    private Task<IReadOnlyList<TreeMember>> Descend(FakeTree tree) =>
        new StopLadder(tree, _time, (_, _) => { }).DescendAsync(tree.Alive, StopSignal.SIGTERM, TimeSpan.Zero);

    /// <summary>Gone at once, but the first look after that does not know yet.</summary>
    private sealed class BelatedTree(TreeMember member) : IProcessTree
    {
        private int _looks;

        public TreeMember Member => member;

        public int Signals { get; private set; }

        public ValueTask<IReadOnlyList<TreeMember>> FindAsync() => new(_looks++ == 0 ? [member] : []);

        public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal) => Signals++;

        public ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver) => new(0);

        public Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken) => Task.FromResult(true);

        public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) => [];
    }

    /// <summary>A tree whose kill takes as long as the test says.</summary>
    private sealed class PatientTree : IProcessTree
    {
        public TaskCompletionSource<int> Killed { get; } = new();

        public CancellationToken PatienceOver { get; private set; }

        public ValueTask<IReadOnlyList<TreeMember>> FindAsync() => new([]);

        public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal) => Assert.Fail("Without a grace period nobody is asked.");

        public ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
        {
            PatienceOver = patienceOver;
            return new(Killed.Task);
        }

        public Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken) => Task.FromResult(true);

        public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) => [];
    }
}
