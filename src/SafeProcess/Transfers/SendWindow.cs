namespace SafeProcess.Commands;

/// <summary>How much may be on its way to the other side, which says what it has taken: a session would else keep in memory whatever is sent faster than it is written
/// there. All members may be used from any thread.</summary>
internal sealed class SendWindow
{
    /// <summary>In characters of lines: about 1 MiB.</summary>
    public const int Size = 1024 * 1024;

    private readonly object _gate = new();
    private int _free = Size;

    /// <summary>Waits until so much may be sent.</summary>
    /// <exception cref="OperationCanceledException">It need not be sent any more.</exception>
    public void Take(int length, CancellationToken stop)
    {
        using var waking = stop.UnsafeRegister(static window => ((SendWindow)window!).Wake(), this);
        lock (_gate)
        {
            while (_free < length && !stop.IsCancellationRequested)
                Monitor.Wait(_gate);
            stop.ThrowIfCancellationRequested();
            _free -= length;
        }
    }

    /// <summary>The other side has taken so much.</summary>
    public void Give(int length)
    {
        lock (_gate)
        {
            _free += length;
            Monitor.PulseAll(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
