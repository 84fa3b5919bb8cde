namespace SafeProcess.Commands;

/// <summary>What the dispatcher knows of one of its sessions. Used under its lock.</summary>
/// <param name="session">The session.</param>
/// <param name="leastAhead">How many items more than it runs at once it is sent, where that is more than it runs at once.</param>
internal sealed class SessionHost(IBatchSession session, int leastAhead)
{
    /// <summary>How many items more than it runs at once a session is sent, at most: for the next ones to be there when those that run end, and for ends to go together. More
    /// would wait behind a slow one while other sessions have nothing to do.</summary>
    public const int MostAhead = 16;

    private readonly Dictionary<long, SentRun> _runs = [];
    private long _ended;

    public IBatchSession Session => session;

    /// <summary>How many it runs at once; 0 until it is ready.</summary>
    public int ThrottleLimit { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>Whether items were asked back and have not come yet.</summary>
    public bool IsAsked { get; set; }

    /// <summary>How many more it could run now.</summary>
    public int Free => IsClosed ? 0 : Math.Max(ThrottleLimit - _runs.Count, 0);

    /// <summary>How many of its items it cannot have begun.</summary>
    public int Ahead => IsClosed ? 0 : Math.Max(_runs.Count - ThrottleLimit, 0);

    /// <summary>How many it is sent before one has ended.</summary>
    public int MostAtOnce => IsClosed || ThrottleLimit == 0 ? 0 : ThrottleLimit + Math.Max(leastAhead, Math.Min(ThrottleLimit, MostAhead));

    public bool HasRoom => _runs.Count < MostAtOnce;

    /// <summary>How much it has to do for what it can do at once. Of a session that is ready.</summary>
    public double Load => (double)_runs.Count / ThrottleLimit;

    public SessionStatus Status => new(session, session.ComputerName, ThrottleLimit > 0, IsClosed, Math.Min(_runs.Count, ThrottleLimit), _ended);

    public void Take(SentRun run)
    {
        run.Item.ComputerName = session.ComputerName;
        _runs.Add(run.Item.Index, run);
    }

    /// <summary>Takes a run away.</summary>
    /// <param name="index">Of its item.</param>
    /// <param name="hasEnded">Whether it has ended there.</param>
    /// <returns>Null when there is none of that item.</returns>
    public SentRun? Remove(long index, bool hasEnded)
    {
        if (!_runs.Remove(index, out var run))
            return null;
        if (hasEnded)
            _ended++;
        return run;
    }

    /// <summary>Takes all runs away, in the order of their items.</summary>
    public SentRun[] RemoveAll()
    {
        SentRun[] runs = [.. _runs.Values.OrderBy(static run => run.Item.Index)];
        _runs.Clear();
        return runs;
    }
}

/// <summary>What a session does now.</summary>
/// <param name="Key">The same for the same session.</param>
/// <param name="ComputerName">The machine.</param>
/// <param name="IsReady">Whether it was ever ready.</param>
/// <param name="IsClosed">Whether it is let go of.</param>
/// <param name="Running">How many items it runs.</param>
/// <param name="Ended">How many it has ended.</param>
internal sealed record SessionStatus(object Key, string ComputerName, bool IsReady, bool IsClosed, int Running, long Ended);
