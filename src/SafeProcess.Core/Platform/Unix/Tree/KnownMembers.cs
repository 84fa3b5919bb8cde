namespace SafeProcess.Platform.Unix.Tree;

/// <summary>The members of a tree that were found once. They stay members, whatever they shed. Safe from any thread.</summary>
internal sealed class KnownMembers
{
    private readonly object _gate = new();
    private readonly HashSet<(int Id, ulong StartTime)> _known = [];

    public bool Contains(ISeenProcess process)
    {
        lock (_gate)
            return _known.Contains((process.Id, process.StartTime));
    }

    public void Add(ISeenProcess process)
    {
        lock (_gate)
            _known.Add((process.Id, process.StartTime));
    }

    /// <summary>Those of them that a look shows.</summary>
    /// <param name="find">Gives the process that has an id now; null for none.</param>
    public List<TProcess> In<TProcess>(Func<int, TProcess?> find)
        where TProcess : class, ISeenProcess
    {
        var seen = new List<TProcess>();
        lock (_gate)
        {
            foreach (var (id, startTime) in _known)
            {
                if (find(id) is { } process && process.StartTime == startTime)
                    seen.Add(process);
            }
        }

        return seen;
    }
}
