using SafeProcess.Platform.Mac.Tree;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>Which processes of a look at the system are a run's tree on macOS.</summary>
public sealed class MacLineageTests
{
    private const int Host = 50;
    private const int Root = 100;
    private const string RunId = "0123456789abcdef";

    private static readonly MacProcess _launchd = Process(1, parent: 0);
    private static readonly MacProcess _host = Process(Host, parent: 1);
    private static readonly MacProcess _root = Process(Root, parent: Host, session: Root);

    private readonly MacLineage _lineage = new([(Root, Unique(Root))], RunId);
    private readonly Dictionary<int, string> _runIds = [];

    [Fact]
    public void The_program_comes_first_and_others_are_not_of_its_tree() =>
        AssertFound([Root, 90, 101], _root, Process(101, Root), Process(90, Root), Process(102, Host), Process(103, 1));

    [Fact]
    public void What_stays_in_its_session_is_found_without_a_parent() => AssertFound([101], BornOf(99, 101, session: Root));

    [Fact]
    public void What_left_the_session_is_found_by_its_ancestry() =>
        AssertFound([Root, 101, 102, 103], _root, Process(103, 102), Process(102, 101, session: 102), Process(101, Root));

    [Fact]
    public void What_the_program_forked_is_found_after_its_end() =>
        AssertFound([101], _root with { State = 'Z' }, BornOf(Root, 101, session: 101));

    [Fact]
    public void What_a_member_forked_is_found_when_that_has_gone()
    {
        AssertFound([Root, 101], _root, Process(101, Root, session: 101));
        AssertFound([Root, 102], _root, BornOf(101, 102, session: 102));
    }

    [Fact]
    public void What_carries_the_run_s_id_is_found()
    {
        _runIds[101] = RunId;
        _runIds[102] = RunId + ":inner";
        _runIds[103] = RunId + "f";
        AssertFound([101, 102], Orphan(101), Orphan(102), Orphan(103));
    }

    [Fact]
    public void What_is_older_than_the_host_is_not_looked_into()
    {
        _runIds[101] = RunId;
        AssertFound([], Orphan(101) with { UniqueId = Unique(Host) - 1 });
    }

    [Fact]
    public void Without_unique_ids_session_parents_and_environment_do()
    {
        _runIds[103] = RunId;
        AssertFound(
            [Root, 101, 102, 103],
            Bare(_root), Bare(Process(101, Root)), Bare(Process(102, 101, session: 102)), Bare(Orphan(103)), Bare(Orphan(104)));
    }

    [Fact]
    public void What_was_found_once_is_known_whatever_it_does_to_hide()
    {
        AssertFound([Root, 101], _root, Process(101, Root));
        AssertFound([101], Orphan(101));
    }

    [Fact]
    public void Another_process_that_was_given_the_id_is_not_known()
    {
        AssertFound([Root, 101], _root, Process(101, Root));
        AssertFound([Root], _root, Orphan(101) with { StartTime = 77, UniqueId = 9999 });
    }

    [Fact]
    public void What_has_ended_is_not_alive_but_its_children_are() =>
        AssertFound([102], _root with { State = 'Z' }, Process(101, Root) with { State = 'Z' }, BornOf(101, 102, session: 102));

    private static ulong Unique(int id) => (ulong)id + 1000;

    private static MacProcess Process(int id, int parent, int session = 1) =>
        new(id, parent, session, (ulong)id * 10, 'R', "name", Unique(id), Unique(parent));

    /// <summary>A process whose parent has gone, so that its parent is the first of the system now.</summary>
    private static MacProcess BornOf(int parent, int id, int session) => Process(id, 1, session) with { ParentUniqueId = Unique(parent) };

    private static MacProcess Orphan(int id) => Process(id, 1, session: id);

    private static MacProcess Bare(MacProcess process) => process with { UniqueId = 0, ParentUniqueId = 0 };

    private void AssertFound(int[] expected, params MacProcess[] processes)
    {
        var table = new MacProcessTable([_launchd, _host, .. processes], Unique(Host), _runIds.GetValueOrDefault);
        Assert.Equal(expected, _lineage.FindIn(table).Select(process => process.Id));
    }
}
