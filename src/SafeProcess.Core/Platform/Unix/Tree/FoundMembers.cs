namespace SafeProcess.Platform.Unix.Tree;

/// <summary>What one look has found of a tree so far. Whoever is found is followed to all that comes of it.</summary>
internal sealed class FoundMembers<TProcess>
    where TProcess : class, ISeenProcess
{
    private readonly Dictionary<int, TProcess> _found = [];
    private readonly Queue<TProcess> _unexplored = new();

    public bool Contains(int id) => _found.ContainsKey(id);

    public void Add(TProcess process)
    {
        if (_found.TryAdd(process.Id, process))
            _unexplored.Enqueue(process);
    }

    public void Add(IEnumerable<TProcess> processes)
    {
        foreach (var process in processes)
            Add(process);
    }

    /// <summary>All of them, by their ids.</summary>
    /// <param name="comeOf">What comes of one.</param>
    public Dictionary<int, TProcess> Follow(Func<TProcess, IEnumerable<TProcess>> comeOf)
    {
        while (_unexplored.TryDequeue(out var parent))
            Add(comeOf(parent));
        return _found;
    }
}
