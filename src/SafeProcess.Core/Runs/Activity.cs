namespace SafeProcess.Runs;

/// <summary>When a run's streams were last heard of. Written by the drains, read by deadlines; safe from any thread.</summary>
internal sealed class Activity(TimeProvider time)
{
    private long _last = time.GetTimestamp();
    private int _heldBack;
    private long _releases;

    /// <summary>True while a sink holds a stream back: silence then says nothing of the program.</summary>
    public bool IsHeldBack => Volatile.Read(ref _heldBack) > 0;

    /// <summary>How often a sink that held a stream back let go of it.</summary>
    public long Releases => Volatile.Read(ref _releases);

    /// <summary>How long no byte came.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>A byte has come, now.</summary>
    /// <returns>The time of it, as a timestamp.</returns>
    public long Touch()
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref _last, now);
        return now;
    }

    public void HoldBack() => Interlocked.Increment(ref _heldBack);

    public void Release()
    {
        Touch();
        Interlocked.Increment(ref _releases);
        Interlocked.Decrement(ref _heldBack);
    }
}
