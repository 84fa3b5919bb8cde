using SafeProcess.Platform;
using SafeProcess.Schedules.Scheduling;

namespace SafeProcess.Schedules.Fakes;

/// <summary>The tree of a run. Looks and waits take a moment now and then; signals reach their process later.</summary>
internal sealed class FakeTree(Schedule schedule) : IProcessTree
{
    public const string Stranger = "somebody else's";

    private readonly List<FakeProcess> _processes = [];
    private readonly List<(FakeProcess[] Processes, TaskCompletionSource<bool> Gone)> _waits = [];

    public IEnumerable<FakeProcess> Alive => _processes.Where(static process => process.IsAlive);

    /// <summary>Whether the programs were reaped: from then on their ids may be others'.</summary>
    public bool IsReaped { get; set; }

    /// <summary>How often a stop signal was sent.</summary>
    public List<(StopSignal Signal, int Id)> Signals { get; } = [];

    public int Kills { get; private set; }

    public void Add(FakeProcess process) => _processes.Add(process);

    /// <summary>One of them has ended; who waits for it is told later.</summary>
    public void NoteEnd() => schedule.Begin("exit", TellWaits, isOfRun: true);

    public ValueTask<IReadOnlyList<TreeMember>> FindAsync()
    {
        schedule.Reach();
        if (schedule.Choose(2) == 0)
            return new(Find());
        var look = new TaskCompletionSource<IReadOnlyList<TreeMember>>();
        schedule.Begin("look", () => look.SetResult(Find()), isOfRun: true);
        return new(look.Task);
    }

    public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
    {
        schedule.Reach();
        MustNotBeReaped("a signal");
        foreach (var process in Of(members))
        {
            schedule.Tell($"{signal} to {process.Id}");
            Signals.Add((signal, process.Id));
            schedule.Begin($"signaled {process.Id}", () =>
            {
                if (process is { IsAlive: true, IsUnendable: false })
                    process.OnSignal();
            });
        }
    }

    public ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
    {
        schedule.Reach();
        MustNotBeReaped("a kill");
        Kills++;
        foreach (var process in Of(members))
        {
            schedule.Tell($"SIGKILL to {process.Id}");
            if (!process.IsUnendable)
                schedule.Begin($"killed {process.Id}", () => process.End(signal: 9));
        }

        if (schedule.Choose(2) == 0)
            return new(0);
        var killed = new TaskCompletionSource<int>();
        schedule.Begin("kill", () => killed.SetResult(0), isOfRun: true);
        return new(killed.Task);
    }

    public Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken)
    {
        schedule.Reach();
        MustNotBeReaped("a wait");
        var gone = new TaskCompletionSource<bool>();
        _waits.Add(([.. Of(members)], gone));
        cancellationToken.UnsafeRegister(static gone => ((TaskCompletionSource<bool>)gone!).TrySetResult(false), gone);
        NoteEnd();
        return gone.Task;
    }

    public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments)
    {
        schedule.Reach();
        return [.. members.Select(member => new ProcessSnapshot(IsReaped ? member with { Name = Stranger } : member))];
    }

    private TreeMember[] Find()
    {
        schedule.Tell($"a look finds {string.Join(", ", Alive.Select(static process => process.Id))}");
        return [.. Alive.Select(static process => process.Member)];
    }

    private void TellWaits()
    {
        foreach (var wait in _waits.Where(static wait => !wait.Processes.Any(static process => process.IsAlive)).ToList())
        {
            _waits.Remove(wait);
            wait.Gone.TrySetResult(true);
        }
    }

    private IEnumerable<FakeProcess> Of(IReadOnlyList<TreeMember> members) =>
        _processes.Where(process => members.Any(member => member.Id == process.Id));

    private void MustNotBeReaped(string what)
    {
        if (IsReaped)
            schedule.Fail($"After the programs were reaped there is {what}.");
    }
}
