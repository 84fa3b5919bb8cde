namespace SafeProcess.Platform.Unix.Tree;

/// <summary>The programs of a run, in the order in which they were started. Each leads a session of its own. None is reaped while the run uses them, so
/// their ids and their sessions' stay their own.</summary>
internal sealed class RunPrograms
{
    private readonly IReadOnlyList<ChildStage> _stages;
    private readonly Dictionary<int, int> _places;

    public RunPrograms(IReadOnlyList<ChildStage> stages)
    {
        _stages = stages;
        _places = new(stages.Count);
        for (var index = 0; index < stages.Count; index++)
            _places[stages[index].ProcessId] = index;
    }

    /// <summary>The ids of all.</summary>
    public IEnumerable<int> Ids => _stages.Select(static stage => stage.ProcessId);

    /// <summary>The id of the one that was started first.</summary>
    public int First => _stages[0].ProcessId;

    public int Count => _stages.Count;

    /// <summary>Whether it is one of them.</summary>
    public bool Contains(int id) => _places.ContainsKey(id);

    /// <summary>Whether it is one of them and has ended.</summary>
    public bool HasExited(int id) => ExitOf(id) is { IsCompleted: true };

    /// <summary>Completes when this one has ended; null for others.</summary>
    public Task? ExitOf(int id) => _places.TryGetValue(id, out var place) ? _stages[place].Exited : null;

    /// <summary>Where it stands among them; others come after all of them.</summary>
    public int PlaceOf(int id) => _places.GetValueOrDefault(id, int.MaxValue);

    /// <summary>Those that have not ended, as far as they are known without a look.</summary>
    public IReadOnlyList<TreeMember> Unseen() =>
        [.. _stages.Where(static stage => !stage.Exited.IsCompleted).Select(static stage => new TreeMember(stage.ProcessId, Environment.ProcessId, "?", '?'))];
}
