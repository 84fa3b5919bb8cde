namespace SafeProcess.Runs;

/// <summary>The run's two clocks. Calls back at most once, on a thread of the clock's choice.</summary>
internal sealed class Deadlines : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _begun;
    private readonly Activity _activity;
    private readonly Action<StopCause> _stop;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _idleTimeout;
    private readonly ITimer? _whole;
    private readonly ITimer? _idle;

    public Deadlines(ProcessSpec spec, TimeProvider time, Activity activity, Action<StopCause> stop)
    {
        _time = time;
        _begun = time.GetTimestamp();
        _activity = activity;
        _stop = stop;
        if (spec.Timeout is { } timeout)
        {
            _timeout = timeout;
            _whole = time.CreateTimer(static state => ((Deadlines)state!).CheckWhole(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _whole.Change(timeout, Timeout.InfiniteTimeSpan);
        }

        if (spec.IdleTimeout is { } idleTimeout)
        {
            _idleTimeout = idleTimeout;
            _idle = time.CreateTimer(static state => ((Deadlines)state!).CheckSilence(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _idle.Change(idleTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _whole?.Dispose();
        _idle?.Dispose();
    }

    private void CheckWhole() => Check(
        _whole!, _timeout - _time.GetElapsedTime(_begun), Outcome.TimedOut, $"The timeout of {ResultMessage.Duration(_timeout)} has passed.");

    private void CheckSilence() => Check(
        _idle!, _idleTimeout - _activity.Silence, Outcome.IdleTimedOut, $"No byte came on either stream for {ResultMessage.Duration(_idleTimeout)}.");

    /// <summary>A timer counts coarser than the clock, so it may fire before the time has passed.</summary>
    private void Check(ITimer timer, TimeSpan left, Outcome outcome, string reason)
    {
        if (left <= TimeSpan.Zero)
            _stop(new StopCause(outcome, reason));
        else
            // Rounded up: it would be early by a fraction of a millisecond again and again.
            timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
