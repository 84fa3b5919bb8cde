namespace SafeProcess.Testing;

/// <summary>The time of scripted runs: that of another clock, but when that one jumps over several moments at which something is due, they come one after the other, each
/// at its own time. So a run is as long as its script says, however far a test lets time pass at once.</summary>
internal sealed class SteppingTime : TimeProvider, IDisposable
{
    private readonly object _gate = new();
    private readonly object _alarmGate = new();
    private readonly PriorityQueue<SteppedTimer, (long Due, long Order)> _queue = new();
    private readonly TimeProvider _time;
    private readonly Action _stepped;
    private readonly long _origin;
    private readonly ITimer _alarm;
    private long _now;
    private long _order;
    private bool _isStepping;

    /// <summary>A clock that follows another one.</summary>
    /// <param name="time">The other one.</param>
    /// <param name="stepped">Called after each moment at which something was due; returns once all reacted to it.</param>
    public SteppingTime(TimeProvider time, Action stepped)
    {
        _time = time;
        _stepped = stepped;
        _origin = time.GetTimestamp();
        _alarm = time.CreateTimer(static self => ((SteppingTime)self!).Step(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return Now;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _time.GetUtcNow() - new TimeSpan(Elapsed - Now);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose() => _alarm.Dispose();

    private long Elapsed => _time.GetElapsedTime(_origin).Ticks;

    // What is due comes first, although the other clock says that it is later already. With the gate held.
    private long Now
    {
        get
        {
            if (_isStepping)
                return _now;
            RemoveStale();
            var until = _queue.TryPeek(out _, out var next) ? Math.Min(Elapsed, next.Due) : Elapsed;
            return _now = Math.Max(_now, until);
        }
    }

    private void Change(SteppedTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            (timer.Entry, timer.Period) = (0, period);
            if (dueTime != Timeout.InfiniteTimeSpan)
                Enqueue(timer, Now + dueTime.Ticks);
            if (_isStepping)
                return;
        }

        SetAlarm();
    }

    // With the gate held.
    private void Enqueue(SteppedTimer timer, long due)
    {
        timer.Entry = ++_order;
        _queue.Enqueue(timer, (due, _order));
    }

    private void SetAlarm()
    {
        lock (_alarmGate)
        {
            TimeSpan pause;
            lock (_gate)
            {
                if (_isStepping)
                    return;
                RemoveStale();
                pause = _queue.TryPeek(out _, out var next) ? new TimeSpan(Math.Max(0, next.Due - Elapsed)) : Timeout.InfiniteTimeSpan;
            }

            _alarm.Change(pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void Step()
    {
        lock (_gate)
        {
            if (_isStepping)
                return;
            _now = Now;
            _isStepping = true;
        }

        try
        {
            while (TakeDue() is { } timer)
            {
                timer.Call();
                _stepped();
            }
        }
        finally
        {
            lock (_gate)
                _isStepping = false;
            SetAlarm();
        }
    }

    private SteppedTimer? TakeDue()
    {
        lock (_gate)
        {
            RemoveStale();
            if (!_queue.TryPeek(out var timer, out var next) || next.Due > Elapsed)
                return null;
            _queue.Dequeue();
            _now = Math.Max(_now, next.Due);
            timer.Entry = 0;
            if (timer.Period > TimeSpan.Zero)
                Enqueue(timer, next.Due + timer.Period.Ticks);
            return timer;
        }
    }

    // A timer that was changed leaves what was queued for it before. With the gate held.
    private void RemoveStale()
    {
        while (_queue.TryPeek(out var timer, out var next) && timer.Entry != next.Order)
            _queue.Dequeue();
    }

    private sealed class SteppedTimer(SteppingTime time, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _isDisposed;

        /// <summary>Its place in the queue that counts; 0 for none. Guarded by the gate.</summary>
        public long Entry { get; set; }

        public TimeSpan Period { get; set; }

        public void Call()
        {
            if (!_isDisposed)
                callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_isDisposed)
                return false;
            time.Change(this, dueTime, period);
            return true;
        }

        public void Dispose()
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            time.Change(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
