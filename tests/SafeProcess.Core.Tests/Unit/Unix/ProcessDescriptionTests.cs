using SafeProcess.Platform;
using SafeProcess.Platform.Linux.Tree;

namespace SafeProcess.Core.Tests.Unit;

public sealed class ProcessDescriptionTests
{
    private static readonly TreeMember _self = ProcFile.ReadStat(Environment.ProcessId)!.ToMember();

    [Fact]
    public void A_process_is_described_by_what_the_system_tells()
    {
        var snapshot = Assert.Single(Describe([_self], withArguments: false));
        Assert.Equal(_self.Id, snapshot.Id);
        Assert.Equal(Environment.ProcessPath, snapshot.CommandLine);
        Assert.True(snapshot.WorkingSet > 1 << 20);
        Assert.InRange(snapshot.ProcessorTime!.Value, TimeSpan.FromMilliseconds(10), Environment.CpuUsage.TotalTime + TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_process_that_has_gone_is_described_as_it_was_found() =>
        AssertBare(new TreeMember(int.MaxValue, 7, "gone", 'S') { StartTime = 1 });

    [Fact]
    public void A_process_that_has_the_id_of_one_that_has_gone_is_not_described() =>
        AssertBare(new TreeMember(_self.Id, 7, "gone", 'S') { StartTime = _self.StartTime - 1 });

    [Fact]
    public void Of_a_large_tree_the_first_processes_are_described_and_the_others_named()
    {
        const int More = 3;
        var snapshots = Describe([.. Enumerable.Repeat(_self, TreeDescription.MostDescribed + More)], withArguments: false);
        Assert.Equal(TreeDescription.MostDescribed + More, snapshots.Count);
        Assert.All(snapshots.SkipLast(More), snapshot => Assert.NotNull(snapshot.CommandLine));
        Assert.All(snapshots.TakeLast(More), snapshot => Assert.Equal((_self.Id, _self.Name, null), (snapshot.Id, snapshot.Name, snapshot.CommandLine)));
    }

    private static IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, bool withArguments) =>
        TreeDescription.Of(members, member => ProcessDescription.Of(member, withArguments ? static arguments => arguments : null));

    private static void AssertBare(TreeMember member)
    {
        var snapshot = Assert.Single(Describe([member], withArguments: true));
        Assert.Equal((member.Id, member.ParentId, member.Name, member.State), (snapshot.Id, snapshot.ParentId, snapshot.Name, snapshot.State));
        Assert.Equal((null, null, null, null), (snapshot.ProcessorTime, snapshot.WorkingSet, snapshot.CommandLine, snapshot.WaitsOn));
    }
}
