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
    public void Ended(BatchEnd end, TimeSpan? retryDelay) => Add(SentEnd.Of(end), ends: 1);

    /// <summary>Tells of something else than the end of an item that is counted.</summary>
    public void Tell(string line) => Add(line, ends: 0);

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

    private void Add(string line, int ends)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _lines.Length == 0;
            if (!isFirst)
                _lines.Append('\n');
            _lines.Append(line);
            _waiting += ends;
        }

        if (isFirst)
            pump.Post(this);
        else
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
