using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>Tells of the ends of items in lines. Each object costs a session more than what is in it: ends wait a moment for others while there is enough to do, and go together.
/// All members may be used from any thread.</summary>
/// <param name="pump">The way to the pipeline thread.</param>
/// <param name="hasEnough">Whether a session that has told of so many ends, or is about to, has enough to do until more comes.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionOutput(PipelinePump pump, Func<long, bool> hasEnough, TimeProvider time) : IBatchObserver, IPipelineItem, IDisposable
{
    // The longest time that an end waits for others.
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(5);

    private readonly object _gate = new();
    private readonly StringBuilder _lines = new();
    private ITimer? _timer;
    private bool _isPosted;
    private bool _isOver;
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

    /// <summary>Nothing waits any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    private void Add(string line, int ends)
    {
        lock (_gate)
        {
            if (_lines.Length > 0)
                _lines.Append('\n');
            _lines.Append(line);
            _waiting += ends;
            if (_isPosted || WaitsForOthers(ends))
                return;
            _isPosted = true;
        }

        pump.Post(this);
    }

    private bool WaitsForOthers(int ends)
    {
        if (ends == 0 || _isOver || !hasEnough(_told + _waiting))
            return false;
        // The first of those that wait.
        if (_waiting == ends)
        {
            _timer ??= time.CreateTimer(static output => ((SessionOutput)output!).Send(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(_longest, Timeout.InfiniteTimeSpan);
        }

        return true;
    }

    private void Send()
    {
        lock (_gate)
        {
            if (_isPosted || _lines.Length == 0)
                return;
            _isPosted = true;
        }

        pump.Post(this);
    }

    private string Take()
    {
        lock (_gate)
        {
            _isPosted = false;
            _told += _waiting;
            _waiting = 0;
            var lines = _lines.ToString();
            _lines.Clear();
            return lines;
        }
    }
}
