using SafeProcess.Schedules.Scheduling;

namespace SafeProcess.Schedules.Fakes;

/// <summary>Sees the events of a run.</summary>
internal sealed class FakeObserver(Schedule schedule) : IProgress<RunEvent>
{
    private bool _busy;

    public List<RunEvent> Events { get; } = [];

    public bool HasThrown { get; private set; }

    /// <summary>Called for each event, with the number of those before.</summary>
    public Action<int> OnEvent { get; set; } = static _ => { };

    public int Count(RunEventKind kind) => Events.Count(one => one.Kind == kind);

    public void Report(RunEvent value)
    {
        if (_busy)
            schedule.Fail("The observer is called while it is at work.");
        _busy = true;
        schedule.Tell($"the observer is told: {value.Message}");
        Events.Add(value);
        try
        {
            schedule.Reach();
            OnEvent(Events.Count - 1);
        }
        catch
        {
            HasThrown = true;
            throw;
        }
        finally
        {
            _busy = false;
        }
    }
}
