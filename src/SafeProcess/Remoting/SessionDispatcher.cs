namespace SafeProcess.Commands;

/// <summary>Runs the items of a batch in sessions on other machines. An item goes to the session that has the most room; each takes a few more than it runs at once, so
/// that the next one is there when one ends. What a lost session has not ended goes to another one. All members may be used from any thread.</summary>
/// <param name="sessions">At least one.</param>
/// <param name="observer">Told what becomes of them.</param>
/// <param name="patience">How long a session may take to end once it was asked to.</param>
/// <param name="leastAhead">How many items more than it runs at once a session is sent, where that is more than it runs at once.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionDispatcher(IEnumerable<IBatchSession> sessions, ISessionsObserver observer, TimeSpan patience, int leastAhead, TimeProvider time) : IBatchRunner, IBatchSessionObserver, IDisposable
{
    // An item that takes its machine down with it must not take all of them.
    private const int MostLosses = 3;

    private readonly object _gate = new();
    private readonly SessionHost[] _hosts = [.. sessions.Select(session => new SessionHost(session, leastAhead))];
    private readonly Queue<SentRun> _waiting = new();
    private readonly SilenceWatch _silence = new(time);
    private ITimer? _alarm;
    private bool _watchesStop;
    private bool _isStopped;
    private bool _isCompleted;

    /// <inheritdoc/>
    public int MostAtOnce
    {
        get
        {
            lock (_gate)
                return (int)Math.Min(_hosts.Sum(static host => (long)host.MostAtOnce), int.MaxValue);
        }
    }

    /// <summary>Whether all sessions are let go of.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return Array.TrueForAll(_hosts, static host => host.IsClosed);
        }
    }

    /// <summary>What each session does now.</summary>
    public SessionStatus[] Status()
    {
        lock (_gate)
            return [.. _hosts.Select(static host => host.Status)];
    }

    /// <summary>Begins to make the sessions ready, all at the same time.</summary>
    public void Open()
    {
        foreach (var host in _hosts)
            host.Session.Open(this);
    }

    /// <inheritdoc/>
    public Task<ProcessResult> RunAsync(BatchItem item, ProcessSpec spec, CancellationToken stop)
    {
        WatchStop(stop);
        var run = new SentRun(item, item.Call! with { Timeout = spec.Timeout });
        SessionHost? host;
        lock (_gate)
        {
            if (_isStopped)
                return Task.FromCanceled<ProcessResult>(new CancellationToken(canceled: true));
            if (Array.TrueForAll(_hosts, static host => host.IsClosed))
                return Task.FromException<ProcessResult>(new SessionLostException("", "No session is left to run the item in."));
            host = FindHost();
            if (host is null)
                _waiting.Enqueue(run);
            else
                host.Take(run);
        }

        host?.Session.Send(run.Call);
        return run.Task;
    }

    /// <summary>Takes all that runs down the stop ladder and sends nothing any more. Sessions that do not end it in time are given up. Does not wait.</summary>
    public void Stop()
    {
        SentRun[] waiting;
        lock (_gate)
        {
            if (_isStopped)
                return;
            _isStopped = true;
            waiting = [.. _waiting];
            _waiting.Clear();
            SetAlarm();
        }

        TellReady(static session => session.Stop());
        foreach (var run in waiting)
            run.Cancel();
    }

    /// <summary>No item comes any more: the sessions are let go of. Does not wait.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_isCompleted)
                return;
            _isCompleted = true;
            SetAlarm();
        }

        TellReady(static session => session.Complete());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _alarm?.Dispose();
        _silence.Dispose();
        foreach (var host in _hosts)
            host.Session.Abandon(null);
    }

    void IBatchSessionObserver.Heard(IBatchSession session) => _silence.Heard(session);

    void IBatchSessionObserver.Ready(IBatchSession session, int throttleLimit)
    {
        var host = HostOf(session);
        lock (_gate)
            host.ThrottleLimit = throttleLimit;
        observer.Ready(session.ComputerName, throttleLimit);
        SendWaiting();
        observer.Changed();
        Balance(host);
    }

    void IBatchSessionObserver.Ended(IBatchSession session, SentEnd end)
    {
        var host = HostOf(session);
        SentRun? run;
        lock (_gate)
        {
            run = end.Kind == SentEndKind.Gave ? null : host.Remove(end.Number, hasEnded: end.Kind != SentEndKind.GivenBack);
            if (end.Kind == SentEndKind.Gave)
                host.IsAsked = false;
            if (run is not null && end.Kind == SentEndKind.GivenBack)
                _waiting.Enqueue(run);
        }

        SendWaiting();
        if (end.Kind == SentEndKind.GivenBack)
            return;
        run?.End(end);
        // What was given back may not have been enough for all.
        if (end is { Kind: SentEndKind.Gave, Number: > 0 })
            Array.ForEach(_hosts, Balance);
        else
            Balance(host);
    }

    void IBatchSessionObserver.Closed(IBatchSession session, Exception? failure)
    {
        _silence.Forget(session);
        var why = failure is null ? null : failure as SessionLostException ?? new SessionLostException(session.ComputerName, failure.Message, failure);
        List<SentRun> over = [];
        List<BatchEnd> again = [];
        bool isNoneLeft, wasReady;
        lock (_gate)
        {
            var host = HostOf(session);
            (host.IsClosed, wasReady) = (true, host.ThrottleLimit > 0);
            foreach (var run in host.RemoveAll())
            {
                if (_isStopped || why is null || ++run.Losses == MostLosses)
                {
                    over.Add(run);
                    continue;
                }

                again.Add(new BatchEnd(run.Item, null, why));
                _waiting.Enqueue(run);
            }

            var isLast = Array.TrueForAll(_hosts, static host => host.IsClosed);
            isNoneLeft = isLast && !_isCompleted;
            if (isLast)
            {
                over.AddRange(_waiting);
                _waiting.Clear();
                again.Clear();
            }
        }

        if (why is not null && wasReady)
            observer.Lost(why, again);
        else if (why is not null)
            observer.NotOpened(why);
        if (isNoneLeft)
            observer.NoneLeft();
        SendWaiting();
        foreach (var run in over)
            run.Fail(why);
        observer.Changed();
    }

    // Nobody waits for one that is still being opened.
    private void TellReady(Action<IBatchSession> tell)
    {
        ILookup<bool, IBatchSession> sessions;
        lock (_gate)
            sessions = _hosts.ToLookup(static host => host.ThrottleLimit > 0, static host => host.Session);
        foreach (var session in sessions[true])
            tell(session);
        foreach (var session in sessions[false])
            session.Abandon(null);
    }

    private void WatchStop(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_watchesStop)
                return;
            _watchesStop = true;
        }

        stop.UnsafeRegister(static dispatcher => ((SessionDispatcher)dispatcher!).Stop(), this);
    }

    // One run after the other, as each changes which session has the most room.
    private void SendWaiting()
    {
        while (true)
        {
            SentRun? run;
            SessionHost? host;
            lock (_gate)
            {
                if (_waiting.Count == 0 || (host = FindHost()) is null)
                    return;
                run = _waiting.Dequeue();
                host.Take(run);
            }

            host.Session.Send(run.Call);
        }
    }

    // Else the last items of a batch would wait behind long ones in one session while others have nothing to do.
    private void Balance(SessionHost idle)
    {
        SessionHost? busy;
        int count;
        lock (_gate)
        {
            count = idle.Free;
            if (count == 0 || _isStopped || _waiting.Count > 0)
                return;
            busy = _hosts.Where(static host => host is { IsAsked: false, Ahead: > 0 }).MaxBy(static host => host.Ahead);
            if (busy is null)
                return;
            busy.IsAsked = true;
            count = Math.Min(count, busy.Ahead);
        }

        busy.Session.GiveBack(count);
    }

    private SessionHost? FindHost() => _hosts.Where(static host => host.HasRoom).MinBy(static host => host.Load);

    private SessionHost HostOf(IBatchSession session) => Array.Find(_hosts, host => host.Session == session)!;

    private void SetAlarm()
    {
        _alarm ??= time.CreateTimer(static dispatcher => ((SessionDispatcher)dispatcher!).GiveUp(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _alarm.Change(patience, Timeout.InfiniteTimeSpan);
    }

    private void GiveUp()
    {
        foreach (var session in _hosts.Select(static host => host.Session))
            session.Abandon(new SessionLostException(session.ComputerName, $"It did not end within {Display.Time(patience)}."));
    }
}
