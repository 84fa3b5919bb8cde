namespace SafeProcess.Runs;

/// <summary>The run's two clocks. Calls back at most once, on a thread-pool thread.</summary>
internal sealed class Deadlines : IDisposable
{
    private readonly Activity _activity;
    private readonly Action<StopCause> _stop;
    private readonly TimeSpan _idleTimeout;
    private readonly ITimer? _timeout;
    private readonly ITimer? _idle;

    public Deadlines(ProcessSpec spec, TimeProvider time, Activity activity, Action<StopCause> stop)
    {
        _activity = activity;
        _stop = stop;
        if (spec.Timeout is { } timeout)
        {
            var cause = new StopCause(Outcome.TimedOut, $"The timeout of {ResultMessage.Duration(timeout)} has passed.");
            _timeout = time.CreateTimer(_ => stop(cause), null, timeout, Timeout.InfiniteTimeSpan);
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
        _timeout?.Dispose();
        _idle?.Dispose();
    }

    private void CheckSilence()
    {
        var left = _idleTimeout - _activity.Silence;
        if (left <= TimeSpan.Zero)
            _stop(new StopCause(Outcome.IdleTimedOut, $"No byte came on either stream for {ResultMessage.Duration(_idleTimeout)}."));
        else
            // Rounded up: a timer that fires a fraction of a millisecond early would be set again and again.
            _idle!.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
