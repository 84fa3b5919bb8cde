using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Tells every few seconds that this side is there, however long its items take.</summary>
internal sealed class SessionPulse : IPipelineItem, IDisposable
{
    private readonly PipelinePump _pump;
    private readonly ITimer _timer;
    private int _isWaiting;

    /// <summary>Begins to tell.</summary>
    /// <param name="pump">The way to the pipeline thread.</param>
    /// <param name="time">The clock.</param>
    public SessionPulse(PipelinePump pump, TimeProvider time)
    {
        _pump = pump;
        _timer = time.CreateTimer(static pulse => ((SessionPulse)pulse!).Beat(), this, SilenceWatch.Pulse, SilenceWatch.Pulse);
    }

    /// <inheritdoc/>
    public void Emit(Cmdlet cmdlet)
    {
        Volatile.Write(ref _isWaiting, 0);
        cmdlet.WriteObject(SentEnd.Alive);
    }

    /// <inheritdoc/>
    public void Drop()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    // One at a time: a pipeline thread that cannot write for long has nothing to gain from more.
    private void Beat()
    {
        if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
            _pump.Post(this);
    }
}
