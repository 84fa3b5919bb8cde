using SafeProcess.Platform;

namespace SafeProcess.Core.Tests.Unit.Fakes;

/// <summary>A tree whose members do at a signal what a test says. Everything happens on the thread that causes it.</summary>
internal sealed class FakeTree : IProcessTree
{
    private readonly object _gate = new();
    private readonly List<TreeMember> _alive = [];
    private readonly List<(List<TreeMember> Members, TaskCompletionSource<bool> Gone)> _waits = [];

    /// <summary>What was done to the tree, in order.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Called for each member that is signaled; by default nothing happens to it.</summary>
    public Action<TreeMember> OnSignal { get; set; } = _ => { };

    /// <summary>Called for each member that is killed; by default it ends.</summary>
    public Action<TreeMember> OnKill { get; set; }

    /// <summary>How many others each kill finds and ends.</summary>
    public int EndedMeanwhile { get; set; }

    public FakeTree(params ReadOnlySpan<int> ids)
    {
        OnKill = End;
        foreach (var id in ids)
            Begin(id);
    }

    public IReadOnlyList<TreeMember> Alive
    {
        get
        {
            lock (_gate)
                return [.. _alive];
        }
    }

    public void Begin(int id, ulong startTime = 1)
    {
        lock (_gate)
            _alive.Add(new(id, 1, "fake", 'S') { StartTime = startTime });
    }

    public void End(TreeMember member)
    {
        List<TaskCompletionSource<bool>> gone;
        lock (_gate)
        {
            _alive.Remove(member with { IsEnding = false });
            gone = [.. _waits.Where(wait => !wait.Members.Intersect(_alive).Any()).Select(wait => wait.Gone)];
        }

        gone.ForEach(wait => wait.TrySetResult(true));
    }

    /// <summary>What looks say of every member.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Called at each look, before it.</summary>
    public Action OnFind { get; set; } = () => { };

    public ValueTask<IReadOnlyList<TreeMember>> FindAsync()
    {
        OnFind();
        return new([.. Alive.Select(member => member with { IsEnding = IsEnding })]);
    }

    public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
    {
        Log.Add($"{signal} {Ids(members)}");
        foreach (var member in members)
            OnSignal(member);
    }

    public ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
    {
        Log.Add($"kill {Ids(members)}");
        foreach (var member in members)
            OnKill(member);
        return new(EndedMeanwhile);
    }

    public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) =>
        [.. members.Select(member => new ProcessSnapshot(member))];

    public Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken)
    {
        var gone = new TaskCompletionSource<bool>();
        lock (_gate)
        {
            List<TreeMember> awaited = [.. members.Select(member => member with { IsEnding = false })];
            if (!awaited.Intersect(_alive).Any())
                return Task.FromResult(true);
            _waits.Add((awaited, gone));
        }

        cancellationToken.Register(() => gone.TrySetResult(false));
        return gone.Task;
    }

    private static string Ids(IReadOnlyList<TreeMember> members) => string.Join(",", members.Select(member => member.Id));
}
