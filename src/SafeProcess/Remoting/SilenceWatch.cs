namespace SafeProcess.Commands;

/// <summary>Gives up sessions from which nothing comes any more, as when their network is gone. All members may be used from any thread.</summary>
/// <remarks>It counts its own looks and not the clock: while this process is stopped, or this machine sleeps, it hears nothing, and once awake it must not take that for the
/// silence of all others.</remarks>
/// <param name="time">The clock.</param>
internal sealed class SilenceWatch(TimeProvider time) : IDisposable
{
    /// <summary>How often a session tells that it is there.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing may come.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Dictionary<IBatchSession, int> _silentLooks = [];
    private ITimer? _timer;
    private bool _isOver;

    /// <summary>Something came from a session. From the first time on it is watched.</summary>
    public void Heard(IBatchSession session)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            _silentLooks[session] = 0;
            if (_timer is not null)
                return;
            _timer = time.CreateTimer(static watch => ((SilenceWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Pulse, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Nothing is expected of a session any more.</summary>
    public void Forget(IBatchSession session)
    {
        lock (_gate)
            _silentLooks.Remove(session);
    }

    /// <summary>Watches no more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _silentLooks.Clear();
            _timer?.Dispose();
        }
    }

    private void Look()
    {
        List<IBatchSession> silent = [];
        lock (_gate)
        {
            if (_isOver)
                return;
            foreach (var session in _silentLooks.Keys.ToArray())
            {
                if (++_silentLooks[session] * Pulse >= Longest)
                    silent.Add(session);
            }

            silent.ForEach(session => _silentLooks.Remove(session));

            // Each look is asked for anew: those that were missed are not made up for.
            _timer!.Change(Pulse, Timeout.InfiniteTimeSpan);
        }

        foreach (var session in silent)
            session.Abandon(new SessionLostException(session.ComputerName, $"Nothing has come from it for {Longest.TotalSeconds:0} s."));
    }
}
