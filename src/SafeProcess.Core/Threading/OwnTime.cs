namespace SafeProcess.Threading;

/// <summary>The system's time, with timers that need no thread of the host's pool: one thread waits for all of them. All members are safe from any
/// thread.</summary>
internal sealed class OwnTime : TimeProvider
{
    private const long Never = long.MaxValue;
    private const int FewStale = 64;

    // Monitor.Wait takes no more than 24 days.
    private static readonly TimeSpan _longestPause = TimeSpan.FromHours(1);

    private static readonly TimeSpan _untilTriedAgain = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();

    // A timer that was changed leaves what was queued for it before: that is stale.
    private readonly PriorityQueue<OwnTimer, long> _queue = new();
    private int _stale;
    private bool _started;

    private OwnTime()
    {
    }

    /// <summary>The only one.</summary>
    public static OwnTime Instance { get; } = new();

    /// <summary>Sees that there is a thread, as long as the system still has some to give.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            if (!_started)
                StartThread();
        }
    }

    /// <summary>How much is queued, stale or not.</summary>
    internal int Queued
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Calls back on <see cref="OwnThreads.OfRuns"/>. The caller's execution context does not flow.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new OwnTimer(this, callback, state, isPrompt: false);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A timer that calls back on the thread that waits for all of them: what it does must be done in no time.</summary>
    public ITimer CreatePromptTimer(TimerCallback callback, object? state) => new OwnTimer(this, callback, state, isPrompt: true);

    private void Loop()
    {
        while (true)
        {
            OwnTimer timer;
            lock (_gate)
            {
                while (PauseBeforeNext() is var pause && pause != TimeSpan.Zero)
                    Monitor.Wait(_gate, pause);
                timer = _queue.Dequeue();
                Schedule(timer, timer.Period > TimeSpan.Zero ? DueAfter(timer.Period) : Never);
            }

            timer.Ring();
        }
    }

    /// <summary>Zero when a timer is due. Called with the gate held.</summary>
    private TimeSpan PauseBeforeNext()
    {
        while (_queue.TryPeek(out var timer, out var due))
        {
            if (timer.Due == due)
            {
                // Rounded up: the thread would wake early by a fraction of a millisecond, again and again.
                var pause = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, due - GetTimestamp()) * 1000.0 / TimestampFrequency));
                return pause < _longestPause ? pause : _longestPause;
            }

            _queue.Dequeue();
            _stale--;
        }

        return _longestPause;
    }

    private void Change(OwnTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            if (timer.Due != Never && ++_stale > FewStale && _stale > _queue.Count / 2)
                RemoveStale(timer);
            Schedule(timer, dueTime < TimeSpan.Zero ? Never : DueAfter(dueTime));
            if (timer.Due == Never || _queue.Peek() != timer)
                return;
            Monitor.Pulse(_gate);
            if (!_started)
                StartThread();
        }
    }

    // Called with the gate held.
    private void StartThread()
    {
        _started = true;
        try
        {
            new Thread(Loop) { IsBackground = true, Name = "SafeProcess time" }.UnsafeStart();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // What .NET makes of a thread that the system refuses now. What is due meanwhile comes late.
            System.CreateTimer(static time => ((OwnTime)time!).TryAgain(), this, _untilTriedAgain, Timeout.InfiniteTimeSpan);
        }
    }

    private void TryAgain()
    {
        lock (_gate)
            StartThread();
    }

    private void RemoveStale(OwnTimer changed)
    {
        var rest = _queue.UnorderedItems.Where(one => one.Element != changed && one.Element.Due == one.Priority).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(rest);
        _stale = 0;
    }

    private void Schedule(OwnTimer timer, long due)
    {
        timer.Due = due;
        if (due != Never)
            _queue.Enqueue(timer, due);
    }

    private long DueAfter(TimeSpan time) => GetTimestamp() + (long)Math.Min(time.TotalSeconds * TimestampFrequency, long.MaxValue / 4);

    private sealed class OwnTimer(OwnTime time, TimerCallback callback, object? state, bool isPrompt) : ITimer
    {
        private volatile bool _disposed;

        /// <summary>A timestamp, or <see cref="Never"/>. Guarded by the gate of the time.</summary>
        public long Due { get; set; } = Never;

        /// <summary>Not positive when it rings once.</summary>
        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed)
                return false;
            Period = period;
            time.Change(this, dueTime);
            return true;
        }

        public void Ring()
        {
            if (isPrompt)
                Call();
            else
                OwnThreads.OfRuns.Post(static timer => ((OwnTimer)timer!).Call(), this);
        }

        public void Dispose()
        {
            _disposed = true;
            if (Due != Never)
                time.Change(this, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Call()
        {
            if (!_disposed)
                callback(state);
        }
    }
}
