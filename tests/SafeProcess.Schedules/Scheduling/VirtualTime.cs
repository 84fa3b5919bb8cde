namespace SafeProcess.Schedules.Scheduling;

/// <summary>The time of a schedule: it passes to the next timer, when nobody can go on, or at any point if the schedule says so, as on a busy machine.</summary>
internal sealed class VirtualTime(Schedule schedule) : TimeProvider
{
    private readonly List<Timer> _timers = [];

    public TimeSpan Now { get; private set; }

    public bool HasTimers => _timers.Count > 0;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Does something once this time has passed.</summary>
    public void After(TimeSpan time, string name, Action action) => CreateTimer(_ => schedule.Begin(name, action), null, time, Timeout.InfiniteTimeSpan);

    /// <summary>Lets the next timer ring, on a strand of its own.</summary>
    public void Pass()
    {
        var next = _timers.MinBy(static timer => timer.Due)!;
        _timers.Remove(next);
        if (next.Due > Now)
        {
            Now = next.Due;
            schedule.Tell($"{Now.TotalMilliseconds} ms have passed");
        }

        schedule.Begin("timer", next.Ring, isOfRun: true);
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public TimeSpan Due { get; private set; }

        public void Ring()
        {
            if (!_disposed)
                callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
                return false;
            time._timers.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            Due = time.Now + dueTime;
            time._timers.Add(this);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
