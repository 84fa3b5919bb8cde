using SafeProcess.Platform.Unix.Tree;

namespace SafeProcess.Platform.Mac.Tree;

/// <summary>Knows a run's tree in a look at all processes, by what a descendant cannot shed all at once: its session, its ancestry, the
/// run's id in its environment. What was found once stays known, and so does whatever it forks.</summary>
/// <remarks>No program is reaped while the run uses the tree, so their ids and their sessions' stay their own.</remarks>
internal sealed class MacLineage
{
    private readonly object _gate = new();
    private readonly int[] _programs;
    private readonly string _runId;
    private readonly KnownMembers _known = new();
    private readonly HashSet<ulong> _ancestors = [];

    /// <param name="programs">The programs in their order, each with its <see cref="MacProcess.UniqueId"/>; 0 when that is not known.</param>
    /// <param name="runId">The run's id.</param>
    public MacLineage(IReadOnlyList<(int Id, ulong UniqueId)> programs, string runId)
    {
        _programs = [.. programs.Select(static program => program.Id)];
        _runId = runId;
        _ancestors.UnionWith(programs.Select(static program => program.UniqueId));
    }

    /// <summary>The members that are alive, the programs first, as far as they are. Safe from any thread.</summary>
    public List<MacProcess> FindIn(MacProcessTable table)
    {
        var found = new FoundMembers<MacProcess>();
        foreach (var id in _programs)
        {
            if (table.Find(id) is { } program)
                found.Add(program);
            found.Add(table.InSession(id));
        }

        found.Add(_known.In(table.Find));
        lock (_gate)
        {
            foreach (var ancestor in _ancestors)
                found.Add(table.BornOf(ancestor));
        }

        // An environment nominates: a server hands on that of its client. What has lost its parent has nothing else to show.
        found.Add(table.Marked(_runId).Where(static process => process.ParentId <= 1));
        return Remember(found.Follow(parent => table.ChildrenOf(parent.Id).Concat(table.BornOf(parent.UniqueId))).Values);
    }

    private List<MacProcess> Remember(IReadOnlyCollection<MacProcess> found)
    {
        lock (_gate)
        {
            foreach (var process in found)
            {
                _known.Add(process);
                _ancestors.Add(process.UniqueId);
            }
        }

        return [.. found.Where(process => process.IsAlive).OrderBy(process => (uint)Array.IndexOf(_programs, process.Id)).ThenBy(process => process.Id)];
    }
}
