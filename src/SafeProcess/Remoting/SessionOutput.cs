using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>Tells of the ends of items in lines. Those that come while the pipeline thread is busy go together, in one object. All members may be used from any
/// thread.</summary>
/// <param name="pump">The way to the pipeline thread.</param>
internal sealed class SessionOutput(PipelinePump pump) : IBatchObserver, IPipelineItem
{
    private readonly object _gate = new();
    private readonly StringBuilder _lines = new();
    private long _waiting;
    private long _told;

    /// <summary>How many items have ended and were told of.</summary>
    public long Told
    {
        get
        {
            lock (_gate)
                return _told;
        }
    }

    /// <inheritdoc/>
    public void Ended(BatchEnd end, TimeSpan? retryDelay)
    {
        var line = SentEnd.Write(end, end.Failure is null ? null : RunErrors.For(end, hint: null));
        bool isFirst;
        lock (_gate)
        {
            isFirst = _waiting++ == 0;
            if (!isFirst)
                _lines.Append('\n');
            _lines.Append(line);
        }

        if (isFirst)
            pump.Post(this);
    }

    /// <inheritdoc/>
    public void Emit(Cmdlet cmdlet)
    {
        foreach (var piece in SentPieces.Cut(Take()))
            cmdlet.WriteObject(piece);
        // The pipeline thread may be waiting for this count.
        pump.Wake();
    }

    /// <inheritdoc/>
    public void Drop()
    {
        // Nobody hears of it, but the pipeline thread waits until nothing runs any more.
        Take();
        pump.Wake();
    }

    private string Take()
    {
        lock (_gate)
        {
            _told += _waiting;
            _waiting = 0;
            var lines = _lines.ToString();
            _lines.Clear();
            return lines;
        }
    }
}
