using System.Diagnostics.CodeAnalysis;

namespace SafeProcess.Commands;

/// <summary>Sends items with their files to a session, one item after the other: the files first, so that all is there when the item is. It has a thread of its own, so what
/// else is sent does not wait behind a file. All members may be used from any thread; none blocks.</summary>
/// <param name="window">How far it may be ahead of the other side.</param>
/// <param name="send">Takes the lines.</param>
/// <param name="end">Told of an item that is not sent: its index, and why its files could not be read; null when the batch was stopped. On that thread.</param>
/// <param name="computerName">Where it all goes.</param>
internal sealed class CopyQueue(SendWindow window, Action<string> send, Action<long, SessionItemException?> end, string computerName)
{
    private readonly object _gate = new();
    private readonly LinkedList<Copying> _waiting = new();
    private Copying? _current;
    private bool _hasThread;
    private bool _isStopped;
    private bool _isClosed;

    /// <summary>Takes an item that has files.</summary>
    public void Add(ItemCall call)
    {
        lock (_gate)
        {
            _waiting.AddLast(new Copying(call));
            Monitor.Pulse(_gate);
            if (_hasThread)
                return;
            _hasThread = true;
        }

        new Thread(Run) { IsBackground = true, Name = $"SafeProcess files to {computerName}" }.Start();
    }

    /// <summary>Takes items away that were not sent yet, those that came last first; the one whose files are on their way is the last of them.</summary>
    public long[] TakeBack(int count)
    {
        var taken = new List<long>();
        lock (_gate)
        {
            for (; taken.Count < count && _waiting.Last is { } last; _waiting.RemoveLast())
                taken.Add(last.Value.Call.Index);
            if (taken.Count < count && _current is { IsDropped: false } current && !_isStopped)
            {
                current.Drop();
                taken.Add(current.Call.Index);
            }
        }

        return [.. taken];
    }

    /// <summary>The other side has told of the end of an item: it wants no more of its files.</summary>
    public void Drop(long index)
    {
        lock (_gate)
        {
            if (_current?.Call.Index == index)
                _current.Drop();
        }
    }

    /// <summary>No file is read any more, and what has not been sent is not run.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _current?.Interrupt();
        }
    }

    /// <summary>Nothing is sent any more, and nothing told.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _current?.Drop();
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (Next() is { } copying)
        {
            SessionItemException? failure = null;
            try
            {
                var sender = new FileSender(window, part => SentLine.Part(copying.Call.Index, part), send);
                foreach (var file in copying.Call.Files!.Copies)
                    sender.Send(file.Path, file.Name, copying.Over);
            }
            catch (OperationCanceledException)
            {
                // Whoever wanted that knows why.
            }
            catch (Exception e) when (FileSender.IsOfFile(e))
            {
                failure = TransferErrors.Copy(e.Message, isThere: false);
            }

            if (!Settle(copying, failure is not null))
                end(copying.Call.Index, failure);
        }
    }

    private Copying? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosed)
                Monitor.Wait(_gate);
            if (_isClosed)
                return null;
            _current = _waiting.First!.Value;
            _waiting.RemoveFirst();
            if (_isStopped)
                _current.Interrupt();
            return _current;
        }
    }

    /// <returns>False when its end is still to be told of.</returns>
    private bool Settle(Copying copying, bool hasFailed)
    {
        lock (_gate)
        {
            _current = null;
            if (!copying.IsDropped && !_isStopped && !hasFailed)
            {
                send(SentLine.Item(copying.Call));
                return true;
            }

            send(SentLine.Drop(copying.Call.Index));
            return copying.IsDropped;
        }
    }

    [SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "It holds nothing of the system's.")]
    private sealed class Copying(ItemCall call)
    {
        private readonly CancellationTokenSource _over = new();

        public ItemCall Call => call;

        public CancellationToken Over => _over.Token;

        /// <summary>Its end was told of, or will be by others.</summary>
        public bool IsDropped { get; private set; }

        public void Drop()
        {
            IsDropped = true;
            Interrupt();
        }

        public void Interrupt() => _over.Cancel();
    }
}
