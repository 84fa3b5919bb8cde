namespace SafeProcess.Core.Tests.Unit.Fakes;

/// <summary>Time that passes only when a test says so.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<Timer> _timers = [];
    private TimeSpan _now;

    /// <summary>How much too early timers fire: a system's count coarser than its clock.</summary>
    public TimeSpan Earliness { get; init; }

    public TimeSpan Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass and runs what is due, in order, on this thread.</summary>
    public void Advance(TimeSpan time)
    {
        var until = Now + time;
        while (TakeDue(until) is { } timer)
            timer.Fire();
        lock (_gate)
            _now = until;
    }

    /// <summary>Lets time pass while nothing can run, as on a machine that sleeps. Then each timer that is due fires once, late.</summary>
    public void Sleep(TimeSpan time)
    {
        List<Timer> due;
        lock (_gate)
        {
            _now += time;
            due = [.. _timers.Where(timer => timer.Due <= _now).OrderBy(timer => timer.Due)];
            due.ForEach(timer => _timers.Remove(timer));
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <summary>Lets time pass to the next timer whenever there is one, until the task has completed. What other threads do in between takes
    /// no time.</summary>
    public async Task AdvanceUntilAsync(Task task, TimeSpan atMost)
    {
        // Others get a moment to go on and set their timers; a machine that is too busy for that makes time jump ahead of them.
        var moment = TimeSpan.FromMilliseconds(20);
        for (var moments = 0; !task.IsCompleted; moments++)
        {
            Assert.True(Now <= atMost && moments < 2000, $"still running after {Now}");
            if (TakeDue(TimeSpan.MaxValue) is { } timer)
                timer.Fire();
            await Task.WhenAny(task, Task.Delay(moment, TestContext.Current.CancellationToken));
        }
    }

    private Timer? TakeDue(TimeSpan until)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            if (next is null)
                return null;
            _timers.Remove(next);
            _now = next.Due > _now ? next.Due : _now;
            return next;
        }
    }

    private sealed class Timer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time._now + (dueTime > time.Earliness ? dueTime - time.Earliness : TimeSpan.Zero);
                time._timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
