using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The folders of the items that this session runs for another one: made with the first file, the directory of their programs, removed after what is to come back
/// has been sent. All of them are in one that nobody else may read.</summary>
/// <param name="window">How far what is sent may be ahead of the other side.</param>
/// <param name="output">Takes the parts of files, and the ends of items after them.</param>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "It is. What is not disposed holds nothing of the system's, and may be asked late.")]
internal sealed class ItemFolders(SendWindow window, SessionOutput output) : IBatchObserver, IStoppedWithHost, IDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<long, Arriving> _arriving = [];

    // The other side may send more of an item before it hears that it came in vain.
    private readonly HashSet<long> _refused = [];
    private readonly ConcurrentDictionary<long, ItemFolder> _running = [];
    private readonly Queue<(BatchEnd End, ItemFolder Folder)> _ended = [];
    private readonly CancellationTokenSource _over = new();
    private readonly ManualResetEventSlim _isIdle = new(initialState: true);
    private int _claimed;
    private string? _root;
    private long _made;
    private Thread? _thread;
    private bool _isClosed;

    /// <inheritdoc/>
    public Runspace? Runspace { get; } = Runspace.DefaultRunspace;

    /// <summary>None of its own: the runs have theirs.</summary>
    public TimeSpan GracePeriod => TimeSpan.Zero;

    /// <summary>No file travels any more, either way. Any number of times, from any thread; does not wait.</summary>
    public void RequestStop() => _over.Cancel();

    /// <summary>Removes all folders, those of items that run once they have ended: a host that ends does not let the pipeline do it.</summary>
    public bool WaitForEnd(TimeSpan time)
    {
        var isIdle = _isIdle.Wait(time);
        lock (_gate)
            Close();
        RemoveRoot();
        return isIdle;
    }

    /// <summary>Takes a part of an item's files. On the thread that reads the lines.</summary>
    public void Take(long index, SentPart part)
    {
        if (_refused.Contains(index))
            return;
        if (_over.IsCancellationRequested)
        {
            Refuse(index, null);
            return;
        }

        try
        {
            (Find(index) ?? Begin(index)).Receiver.Take(part);
        }
        catch (Exception e) when (FileSender.IsOfFile(e))
        {
            Refuse(index, TransferErrors.Copy(e.Message, isThere: true));
        }
    }

    /// <summary>The item is not sent. On the thread that reads the lines.</summary>
    public void Drop(long index)
    {
        if (!_refused.Remove(index))
            RemoveArriving(index);
    }

    /// <summary>All files of an item have come. On the thread that reads the lines.</summary>
    /// <returns>False when it is not to be run, which was told.</returns>
    public bool Complete(long index)
    {
        if (_refused.Remove(index))
            return false;
        Find(index)?.Receiver.Complete();
        return true;
    }

    /// <summary>The folder in which an item is run.</summary>
    /// <exception cref="SessionItemException">There can be none.</exception>
    public string Claim(ItemCall call)
    {
        Arriving? arriving;
        lock (_gate)
            _arriving.Remove(call.Index, out arriving);
        try
        {
            var path = arriving?.Path ?? NewFolder();
            _running[call.Index] = new ItemFolder(path, call.Files!.Returns);
            Count(1);
            return path;
        }
        catch (Exception e) when (FileSender.IsOfFile(e))
        {
            throw TransferErrors.Copy(e.Message, isThere: true);
        }
    }

    /// <summary>An item is not run after all.</summary>
    public void Forget(long index)
    {
        if (_running.TryRemove(index, out var folder))
            Remove(folder);
    }

    /// <inheritdoc/>
    public void Ended(BatchEnd end, TimeSpan? retryDelay)
    {
        if (!_running.TryRemove(end.Item.Index, out var folder))
        {
            output.Ended(end, retryDelay);
            return;
        }

        // Beside the thread that the run ended on, which starts the next one.
        lock (_gate)
        {
            _ended.Enqueue((end, folder));
            Monitor.Pulse(_gate);
            if (_thread is not null || _isClosed)
                return;
            _thread = new Thread(SendBack) { IsBackground = true, Name = "SafeProcess files back" };
            _thread.Start();
        }
    }

    /// <summary>Removes all folders. Nothing runs in them any more.</summary>
    public void Dispose()
    {
        RequestStop();
        lock (_gate)
            Close();
        _thread?.Join();
        RemoveRoot();
    }

    private void SendBack()
    {
        while (NextEnded() is var (end, folder))
        {
            var told = end.Result is null ? end : SendBack(end, folder);
            Remove(folder);
            output.Ended(told, null);
        }
    }

    private (BatchEnd End, ItemFolder Folder)? NextEnded()
    {
        lock (_gate)
        {
            while (_ended.Count == 0 && !_isClosed)
                Monitor.Wait(_gate);
            return _ended.Count == 0 ? null : _ended.Dequeue();
        }
    }

    private BatchEnd SendBack(BatchEnd end, ItemFolder folder)
    {
        var sender = new FileSender(window, part => SentEnd.PartOf(end.Item.Index, part), output.Tell);
        var missing = new List<string>();
        string? reason = null;
        foreach (var name in folder.Returns)
        {
            try
            {
                var path = RelativeName.Below(folder.Path, name);
                if (Path.Exists(path))
                    sender.Send(path, name, _over.Token);
                else
                    missing.Add($"'{name}'");
            }
            catch (OperationCanceledException)
            {
                reason ??= "The batch ended before the files that it left were sent back.";
                break;
            }
            catch (Exception e) when (FileSender.IsOfFile(e))
            {
                reason ??= $"A file that it left could not be sent back: {e.Message}";
            }
        }

        if (!end.Success || (reason is null && missing.Count == 0))
            return end;
        return end with
        {
            Failure = reason is null
                ? TransferErrors.Return($"The program succeeded and left no {string.Join(" and no ", missing)}.", ErrorCategory.ObjectNotFound, end.Result!)
                : TransferErrors.Return(reason, ErrorCategory.ReadError, end.Result!),
        };
    }

    private Arriving? Find(long index)
    {
        lock (_gate)
            return _arriving.GetValueOrDefault(index);
    }

    private Arriving Begin(long index)
    {
        var arriving = new Arriving(NewFolder());
        lock (_gate)
            _arriving.Add(index, arriving);
        return arriving;
    }

    private void Refuse(long index, SessionItemException? failure)
    {
        _refused.Add(index);
        RemoveArriving(index);
        output.Tell(SentEnd.Of(new BatchEnd(new BatchItem(index, null, null), null, failure)));
    }

    private void RemoveArriving(long index)
    {
        Arriving? arriving;
        lock (_gate)
            _arriving.Remove(index, out arriving);
        if (arriving is null)
            return;
        arriving.Receiver.Dispose();
        RemovedFolder.Remove(arriving.Path);
    }

    private void Remove(ItemFolder folder)
    {
        RemovedFolder.Remove(folder.Path);
        Count(-1);
    }

    private void Count(int claimed)
    {
        lock (_gate)
        {
            _claimed += claimed;
            if (_claimed == 0)
                _isIdle.Set();
            else
                _isIdle.Reset();
        }
    }

    private void Close()
    {
        _isClosed = true;
        Monitor.Pulse(_gate);
    }

    private void RemoveRoot()
    {
        if (_root is not null)
            RemovedFolder.Remove(_root);
    }

    private string NewFolder()
    {
        lock (_gate)
        {
            if (_isClosed)
                throw new IOException("The session is being closed.");
            _root ??= Directory.CreateTempSubdirectory("safeprocess-items-").FullName;
            return Directory.CreateDirectory(Path.Combine(_root, $"{++_made}")).FullName;
        }
    }

    private sealed record ItemFolder(string Path, IReadOnlyList<string> Returns);

    private sealed class Arriving(string path)
    {
        public string Path => path;

        public FileReceiver Receiver { get; } = new(name => RelativeName.Below(path, name));
    }
}
