using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What the ladder tells of its steps.</summary>
public sealed class StopLadderEventTests
{
    private const string Ended = "The tree has ended; a look at the system finds nothing of it.";

    private readonly FakeTime _time = new();
    private readonly List<(RunEventKind Kind, string Message)> _told = [];

    [Fact]
    public void It_names_signal_members_and_grace_period()
    {
        var tree = new FakeTree(10, 11);
        tree.OnSignal = tree.End;
        Descend(tree, TimeSpan.FromSeconds(2));
        Assert.Equal(
            [(RunEventKind.StopSignalSent, "Sent SIGTERM to fake (10), fake (11); grace period 2.0 s."), (RunEventKind.TreeEnded, Ended)], _told);
    }

    [Fact]
    public void It_names_what_it_kills()
    {
        Descend(new FakeTree(10, 11), TimeSpan.Zero);
        Assert.Equal([(RunEventKind.KillSent, "Sent SIGKILL to fake (10), fake (11)."), (RunEventKind.TreeEnded, Ended)], _told);
    }

    [Fact]
    public void It_counts_what_was_started_while_it_killed()
    {
        Descend(new FakeTree(10) { EndedMeanwhile = 3 }, TimeSpan.Zero);
        Assert.Equal((RunEventKind.KillSent, "Sent SIGKILL to fake (10) and 3 that they started meanwhile."), _told[0]);
    }

    [Fact]
    public void It_tells_of_an_empty_tree_only_that_it_has_ended()
    {
        Descend(new FakeTree(), TimeSpan.FromSeconds(2));
        Assert.Equal([(RunEventKind.TreeEnded, Ended)], _told);
    }

    [Fact]
    public void It_names_what_it_could_not_end()
    {
        var tree = new FakeTree(10, 11, 12) { OnKill = _ => { } };
        var descending = Descend(tree, TimeSpan.Zero);
        tree.End(tree.Alive[0]);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(descending.IsCompleted);
        Assert.Equal((RunEventKind.TreeSurvived, "Could not be ended: fake (11), fake (12)."), _told[^1]);
    }

    [Theory]
    [InlineData(1, "fake (10)")]
    [InlineData(5, "fake (10), fake (11), fake (12), fake (13), fake (14)")]
    [InlineData(6, "fake (10), fake (11), fake (12), fake (13), fake (14) and 1 more")]
    [InlineData(500, "fake (10), fake (11), fake (12), fake (13), fake (14) and 495 more")]
    public void Of_many_members_it_names_five_and_counts_the_others(int count, string names)
    {
        Descend(new FakeTree([.. Enumerable.Range(10, count)]), TimeSpan.Zero);
        Assert.Equal($"Sent SIGKILL to {names}.", _told[0].Message);
    }

    private Task<IReadOnlyList<TreeMember>> Descend(FakeTree tree, TimeSpan grace) =>
        new StopLadder(tree, _time, (kind, message) => _told.Add((kind, message))).DescendAsync(tree.Alive, StopSignal.SIGTERM, grace);
}
