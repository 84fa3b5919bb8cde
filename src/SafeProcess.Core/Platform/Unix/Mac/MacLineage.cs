namespace SafeProcess.Platform.Unix.Mac;

/// <summary>Knows a run's tree in a look at all processes, by what a descendant cannot shed all at once: its session, its ancestry, the
/// run's id in its environment. What was found once stays known, and so does whatever it forks.</summary>
/// <remarks>The program itself is not reaped while the run uses the tree, so its id and its session's stay its own.</remarks>
internal sealed class MacLineage
{
    private readonly object _gate = new();
    private readonly int _rootId;
    private readonly string _runId;
    private readonly HashSet<(int Id, ulong StartTime)> _known = [];
    private readonly HashSet<ulong> _ancestors = [];

    /// <param name="rootId">The program.</param>
    /// <param name="rootUniqueId">Its <see cref="MacProcess.UniqueId"/>; 0 when it is not known.</param>
    /// <param name="runId">The run's id.</param>
    public MacLineage(int rootId, ulong rootUniqueId, string runId)
    {
        _rootId = rootId;
        _runId = runId;
        _ancestors.Add(rootUniqueId);
    }

    /// <summary>The members that are alive, the program first if it is. Safe from any thread.</summary>
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

        if (table.Find(_rootId) is { } root)
            Add(root);
        AddAll(table.InSession(_rootId));
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

        AddAll(table.Marked(_runId));
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

        return [.. found.Where(process => process.IsAlive).OrderBy(process => process.Id == _rootId ? 0 : process.Id)];
    }
}
