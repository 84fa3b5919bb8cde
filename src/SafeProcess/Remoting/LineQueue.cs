using System.Text;

namespace SafeProcess.Commands;

/// <summary>Lines on their way to a session. One thread takes them, any may add some. A thread that waits for one sleeps at once: with a line for each program that ends,
/// to look again and again for a moment, as <c>BlockingCollection</c> does, took a quarter of the processor time of a batch.</summary>
internal sealed class LineQueue
{
    // Lines that are sent together: fewer objects for the same items.
    private const int MostTogether = 64;

    private readonly Queue<Func<string>> _lines = new();
    private bool _isComplete;
    private bool _isCanceled;

    /// <summary>Whether all lines were taken and no more will come.</summary>
    public bool IsCompleted
    {
        get
        {
            lock (_lines)
                return _isComplete && _lines.Count == 0;
        }
    }

    /// <summary>Adds a line, which is made once it is sent. Does nothing when the queue is complete: nobody waits for an answer to it.</summary>
    public void Add(Func<string> line)
    {
        lock (_lines)
        {
            if (_isComplete)
                return;
            _lines.Enqueue(line);
            Monitor.Pulse(_lines);
        }
    }

    /// <summary>No more will come.</summary>
    public void Complete()
    {
        lock (_lines)
        {
            _isComplete = true;
            Monitor.Pulse(_lines);
        }
    }

    /// <summary>Nobody is there to be sent any more.</summary>
    public void Cancel()
    {
        lock (_lines)
        {
            _isCanceled = true;
            Monitor.Pulse(_lines);
        }
    }

    /// <summary>Takes what there is, and waits for it.</summary>
    /// <returns>One or more lines; null when no more will come, or nobody is there to be sent it.</returns>
    public string? Take()
    {
        var taken = new List<Func<string>>();
        lock (_lines)
        {
            while (_lines.Count == 0 && !_isComplete && !_isCanceled)
                Monitor.Wait(_lines);
            while (!_isCanceled && taken.Count < MostTogether && _lines.TryDequeue(out var line))
                taken.Add(line);
        }

        if (taken.Count < 2)
            return taken is [var single] ? single() : null;
        var text = new StringBuilder(taken[0]());
        for (var i = 1; i < taken.Count; i++)
            text.Append('\n').Append(taken[i]());
        return text.ToString();
    }
}
