namespace SafeProcess.Platform.Unix.Mac;

/// <summary>Knows a run's tree in a look at all processes, by what a descendant cannot shed all at once: its session, its ancestry, the
/// run's id in its environment. What was found once stays known, and so does whatever it forks.</summary>
/// <remarks>No program is reaped while the run uses the tree, so their ids and their sessions' stay their own.</remarks>
internal sealed class MacLineage
{
    private readonly object _gate = new();
    private readonly int[] _programs;
    private readonly string _runId;
    private readonly HashSet<(int Id, ulong StartTime)> _known = [];
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
        var found = new Dictionary<int, MacProcess>();
        var unexplored = new Queue<MacProcess>();

        void Add(MacProcess process)
        {
            if (found.TryAdd(process.Id, process))
                unexplored.Enqueue(process);
        }

        void AddAll(IEnumerable<MacProcess> processes)
        {
            foreach (var process in processes)
                Add(process);
        }

        foreach (var id in _programs)
        {
            if (table.Find(id) is { } program)
                Add(program);
            AddAll(table.InSession(id));
        }

        lock (_gate)
        {
            foreach (var known in _known)
            {
                if (table.Find(known.Id) is { } process && process.StartTime == known.StartTime)
                    Add(process);
            }

            foreach (var ancestor in _ancestors)
                AddAll(table.BornOf(ancestor));
        }

        // An environment nominates: a server hands on that of its client. What has lost its parent has nothing else to show.
        AddAll(table.Marked(_runId).Where(static process => process.ParentId <= 1));
        while (unexplored.TryDequeue(out var parent))
        {
            AddAll(table.ChildrenOf(parent.Id));
            AddAll(table.BornOf(parent.UniqueId));
        }

        return Remember(found.Values);
    }

    private List<MacProcess> Remember(IReadOnlyCollection<MacProcess> found)
    {
        lock (_gate)
        {
            foreach (var process in found)
            {
                _known.Add((process.Id, process.StartTime));
                _ancestors.Add(process.UniqueId);
            }
        }

        return [.. found.Where(process => process.IsAlive).OrderBy(process => (uint)Array.IndexOf(_programs, process.Id)).ThenBy(process => process.Id)];
    }
}
