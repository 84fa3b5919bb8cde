namespace SafeProcess.Commands;

/// <summary>The latest lines of a job, whether somebody received them or not, and those who watch for more. Safe from any thread.</summary>
internal sealed class LineHistory
{
    // In characters: 1 MiB.
    private const int Budget = 512 * 1024;
    private const int LineOverhead = 16;

    private readonly object _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly List<LineSink.LineReceiver> _watchers = [];
    private int _size;

    public LineHistory() => Unfinished = [new(Tell), new(Tell)];

    /// <summary>What each stream has begun and not ended: standard output, standard error.</summary>
    public IReadOnlyList<UnfinishedLine> Unfinished { get; }

    /// <summary>Adds lines and hands them to who watches; a watcher that is slow holds the program back.</summary>
    public async Task AddAsync(IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        LineSink.LineReceiver[] watchers;
        lock (_gate)
        {
            foreach (var line in lines)
                Remember(line);
            watchers = [.. _watchers];
        }

        foreach (var watcher in watchers)
            await watcher(lines, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands the lines so far to a watcher and from now on all that come, each once.</summary>
    /// <returns>Dispose it to stop watching.</returns>
    public IDisposable Watch(LineSink.LineReceiver watcher)
    {
        lock (_gate)
        {
            // Inside the lock, so that no later line comes first. What is handed out here may wait as long as it likes.
            _ = watcher([.. _lines, .. Unfinished.Select(static line => line.Text).Where(static text => text.Length > 0)], CancellationToken.None).AsTask();
            _watchers.Add(watcher);
        }

        return new Watching(this, watcher);
    }

    /// <summary>Hands a line that has not ended to who watches now.</summary>
    public void Tell(string unfinished)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
                _ = watcher([unfinished], CancellationToken.None).AsTask();
        }
    }

    /// <summary>The latest lines, at most so many.</summary>
    public IReadOnlyList<string> Last(int count)
    {
        lock (_gate)
            return [.. _lines.TakeLast(count)];
    }

    private void Remember(string line)
    {
        _lines.Enqueue(line);
        _size += line.Length + LineOverhead;
        while (_size > Budget && _lines.Count > 1)
            _size -= _lines.Dequeue().Length + LineOverhead;
    }

    private sealed class Watching(LineHistory history, LineSink.LineReceiver watcher) : IDisposable
    {
        public void Dispose()
        {
            lock (history._gate)
                history._watchers.Remove(watcher);
        }
    }
}
