namespace SafeProcess.Schedules.Scheduling;

/// <summary>What strands wait for each other at: locks, and calls of canceled tokens.</summary>
internal sealed class Gates(Schedule schedule)
{
    private readonly Dictionary<object, (Strand Holder, int Depth)> _held = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Strand By, CancellationToken Token)> _canceling = [];

    public void Enter(Strand strand, object gate)
    {
        schedule.Reach(strand);
        schedule.WaitWhile(strand, () => _held.TryGetValue(gate, out var held) && held.Holder != strand);
        _held[gate] = (strand, _held.GetValueOrDefault(gate).Depth + 1);
    }

    public void Exit(Strand strand, object gate)
    {
        var depth = _held[gate].Depth - 1;
        if (depth > 0)
            _held[gate] = (strand, depth);
        else
            _held.Remove(gate);
        schedule.Reach(strand);
    }

    public void Cancel(Strand strand, CancellationTokenSource source)
    {
        schedule.Reach(strand);
        var canceling = (strand, source.Token);
        _canceling.Add(canceling);
        try
        {
            source.Cancel();
        }
        finally
        {
            _canceling.Remove(canceling);
        }
    }

    public void Unregister(Strand strand, CancellationTokenRegistration registration)
    {
        schedule.Reach(strand);
        var token = registration.Token;
        if (!registration.Unregister())
            schedule.WaitWhile(strand, () => _canceling.Exists(one => one.Token == token && one.By != strand));
    }
}
