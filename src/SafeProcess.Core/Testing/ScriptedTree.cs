using SafeProcess.Platform;

namespace SafeProcess.Testing;

/// <summary>The programs of a scripted run and what they leave behind. Safe from any thread.</summary>
internal sealed class ScriptedTree : IProcessTree
{
    private readonly object _gate = new();
    private readonly List<(TreeMember Member, ScriptedProcess? Process)> _alive = [];
    private readonly List<(int[] Ids, TaskCompletionSource<bool> Gone)> _waits = [];
    private bool _isLookedAt = true;

    /// <summary>Whether somebody waits for members to end who has not been told that it takes too long.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_gate)
                return _waits.Count > 0;
        }
    }

    /// <summary>Whether there was a look since the last member ended.</summary>
    public bool IsLookedAt
    {
        get
        {
            lock (_gate)
                return _isLookedAt;
        }
    }

    public void Add(int id, string name, ScriptedProcess? process)
    {
        lock (_gate)
            _alive.Add((new TreeMember(id, ParentId: 1, VisibleText.Of(name), State: 'S') { StartTime = 1 }, process));
    }

    public void Remove(int id)
    {
        List<TaskCompletionSource<bool>> gone;
        lock (_gate)
        {
            _alive.RemoveAll(one => one.Member.Id == id);
            _isLookedAt = false;
            gone = [.. _waits.Where(wait => !IsAnyAlive(wait.Ids)).Select(static wait => wait.Gone)];
            _waits.RemoveAll(wait => gone.Contains(wait.Gone));
        }

        gone.ForEach(static wait => wait.TrySetResult(true));
    }

    public ValueTask<IReadOnlyList<TreeMember>> FindAsync()
    {
        lock (_gate)
        {
            _isLookedAt = true;
            return new([.. _alive.Select(static one => one.Member)]);
        }
    }

    public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
    {
        foreach (var (member, process) in AliveOf(members))
        {
            if (process is null)
                Remove(member.Id);
            else
                process.Ask(signal);
        }
    }

    public ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
    {
        foreach (var (member, process) in AliveOf(members))
        {
            if (process is null)
                Remove(member.Id);
            else
                process.Kill();
        }

        return new(0);
    }

    public Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken)
    {
        int[] ids = [.. members.Select(static member => member.Id)];
        var gone = new TaskCompletionSource<bool>();
        // First: once it is seen to wait, time may go on, and the token must reach it.
        var patience = cancellationToken.UnsafeRegister(
            _ =>
            {
                lock (_gate)
                    _waits.RemoveAll(wait => wait.Gone == gone);
                gone.TrySetResult(false);
            },
            null);
        lock (_gate)
        {
            if (IsAnyAlive(ids))
            {
                if (!cancellationToken.IsCancellationRequested)
                    _waits.Add((ids, gone));
                return gone.Task;
            }
        }

        patience.Dispose();
        return Task.FromResult(true);
    }

    public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) =>
        [.. members.Select(static member => new ProcessSnapshot(member))];

    private bool IsAnyAlive(int[] ids) => _alive.Exists(one => ids.Contains(one.Member.Id));

    private List<(TreeMember Member, ScriptedProcess? Process)> AliveOf(IReadOnlyList<TreeMember> members)
    {
        lock (_gate)
            return _alive.FindAll(one => members.Any(member => member.Id == one.Member.Id));
    }
}
