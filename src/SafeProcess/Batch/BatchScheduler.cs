namespace SafeProcess.Commands;

/// <summary>Decides when which item is run: at most so many at once, so far apart, again after a failure, and none any more once the batch is
/// closed. Has no thread of its own: a run is started by whoever adds an item, and by whatever thread another run ends on, so that
/// no time goes by between them. All members may be used from any thread.</summary>
internal sealed class BatchScheduler : IDisposable
{
    private readonly object _gate = new();
    private readonly BatchOptions _options;
    private readonly IBatchRunner _runner;
    private readonly IBatchObserver _observer;
    private readonly TimeProvider _time;
    private readonly long _begun;

    // Items that wait are started on whatever thread another run ends on, and belong to the caller all the same: so does an activity that is to be their parent.
    private readonly ExecutionContext? _callersContext = ExecutionContext.Capture();

    // Not disposed: whoever stops the batch may come late. It holds nothing of the system's.
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Queue<BatchItem> _waiting = new();
    private readonly PriorityQueue<BatchEnd, TimeSpan> _retries = new();
    private readonly List<BatchItem> _running = [];
    private readonly ITimer? _deadline;
    private ITimer? _alarm;
    private TimeSpan _nextStart;
    private BatchClosing _closing;

    /// <summary>Begins a batch, and the time it may take.</summary>
    public BatchScheduler(BatchOptions options, IBatchRunner runner, IBatchObserver observer, TimeProvider time)
    {
        _options = options;
        _runner = runner;
        _observer = observer;
        _time = time;
        _begun = time.GetTimestamp();
        if (options.Timeout is { } timeout)
        {
            _deadline = time.CreateTimer(
                static state => ((BatchScheduler)state!).Close(BatchClosing.TimedOut), this, timeout, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether the batch still starts what comes, and if not, why.</summary>
    public BatchClosing Closing
    {
        get
        {
            lock (_gate)
                return _closing;
        }
    }

    /// <summary>Canceled once the batch starts nothing any more.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>True while nothing runs.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _running.Count == 0;
        }
    }

    /// <summary>The time since the batch began.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_begun);

    /// <summary>The items that are being run now, the oldest first.</summary>
    public BatchItem[] Running()
    {
        lock (_gate)
            return [.. _running];
    }

    /// <summary>Takes an item to be run as soon as its turn comes. Once the batch is closed, the item is not run.</summary>
    public void Add(BatchItem item)
    {
        bool open;
        lock (_gate)
        {
            open = _closing == BatchClosing.Open;
            if (open)
                _waiting.Enqueue(item);
        }

        if (open)
            StartDue();
        else
            _observer.Ended(BatchEnd.NotRun(item), null);
    }

    /// <summary>Takes items away that wait to be run, those that came last first. Nothing is told of them any more.</summary>
    public BatchItem[] TakeBack(int count)
    {
        lock (_gate)
        {
            BatchItem[] all = [.. _waiting];
            var kept = Math.Max(all.Length - count, 0);
            _waiting.Clear();
            foreach (var item in all.AsSpan(0, kept))
                _waiting.Enqueue(item);
            return all[kept..];
        }
    }

    /// <summary>Takes an item that cannot be run, which counts as one that failed.</summary>
    public void Reject(BatchItem item, Exception failure) => Settle(new BatchEnd(item, null, failure));

    /// <summary>Starts nothing any more and takes all that runs down the stop ladder, all at the same time. Does not wait.</summary>
    public void Stop()
    {
        Close(BatchClosing.Requested);
        _stop.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deadline?.Dispose();
        lock (_gate)
            _alarm?.Dispose();
    }

    /// <summary>Starts nothing any more, as there is no session to run it in. What runs goes on.</summary>
    public void CloseWithoutSession() => Close(BatchClosing.NoSession);

    /// <summary>Starts what is due now: also for a runner that takes more at once than before.</summary>
    public void StartDue()
    {
        CloseWhenOver();
        while (TakeDue() is { } item)
        {
            var run = Start(item);
            if (run.IsCompleted)
            {
                // Most likely it did not even start. This loop goes on to the next one, so that many of them do not pile up on the stack.
                Settle(BatchEnd.Of(item, run));
                continue;
            }

            run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
            {
                Settle(BatchEnd.Of(item, run));
                StartDue();
            });
        }
    }

    private Task<ProcessResult> Start(BatchItem item)
    {
        Task<ProcessResult>? run = null;
        if (_callersContext is { } context)
            ExecutionContext.Run(context, _ => run = _runner.RunAsync(item, Limit(item), _stop.Token), null);
        return run ?? _runner.RunAsync(item, Limit(item), _stop.Token);
    }

    /// <returns>The item whose turn it is; null when there is none now. Then the alarm is set for the time when there may be one.</returns>
    private BatchItem? TakeDue()
    {
        lock (_gate)
        {
            if (_closing != BatchClosing.Open || _running.Count >= _runner.MostAtOnce)
                return null;
            var now = Elapsed;
            var hasRetry = _retries.TryPeek(out _, out var retryTime);
            if (_waiting.Count == 0 && !(hasRetry && retryTime <= now))
            {
                if (hasRetry)
                    SetAlarm(retryTime - now);
                return null;
            }

            if (now < _nextStart)
            {
                SetAlarm(_nextStart - now);
                return null;
            }

            // What failed waits its time and then goes first: it is the older.
            var item = hasRetry && retryTime <= now ? _retries.Dequeue().Item : _waiting.Dequeue();
            _nextStart = now + _options.DelayBetween;
            item.Attempt++;
            item.Started = now;
            _running.Add(item);
            return item;
        }
    }

    private void SetAlarm(TimeSpan time)
    {
        // Timers count whole milliseconds: one that is early would only be set again.
        var whole = TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));
        _alarm ??= _time.CreateTimer(static state => ((BatchScheduler)state!).StartDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _alarm.Change(whole, Timeout.InfiniteTimeSpan);
    }

    // The run's own deadline ends it with the batch, and with the outcome of a deadline.
    private ProcessSpec Limit(BatchItem item)
    {
        var spec = item.Spec!;
        if (_options.Timeout is not { } timeout)
            return spec;
        var left = timeout - item.Started;
        if (left <= TimeSpan.Zero)
            left = TimeSpan.FromMilliseconds(1);
        return spec.Timeout < left ? spec : spec with { Timeout = left };
    }

    private void Settle(BatchEnd end)
    {
        CloseWhenOver();
        TimeSpan? delay = null;
        BatchEnd[]? left = null;
        lock (_gate)
        {
            _running.Remove(end.Item);
            if (!end.Success && _closing == BatchClosing.Open)
            {
                delay = _options.Retry.DelayAfter(end.Attempt, end.Result, end.Failure);
                if (delay is { } time)
                    _retries.Enqueue(end, Elapsed + time);
                else if (_options.FailFast)
                    left = CloseLocked(BatchClosing.ItemFailed);
            }
        }

        _observer.Ended(end, delay);
        if (left is null)
            return;
        _over.Cancel();
        _stop.Cancel();
        TellOf(left);
    }

    // The deadline that ended a run is the batch's, whose own timer may come later.
    private void CloseWhenOver()
    {
        if (Elapsed >= _options.Timeout)
            Close(BatchClosing.TimedOut);
    }

    private void Close(BatchClosing reason)
    {
        BatchEnd[] left;
        lock (_gate)
            left = CloseLocked(reason);
        _over.Cancel();
        TellOf(left);
    }

    /// <returns>The ends of the items that were waiting.</returns>
    private BatchEnd[] CloseLocked(BatchClosing reason)
    {
        if (_closing != BatchClosing.Open)
            return [];
        _closing = reason;
        // What has failed and was to be run again has a result, and that is its last.
        BatchEnd[] left = [.. _retries.UnorderedItems.Select(static retry => retry.Element with { WasTold = true }), .. _waiting.Select(BatchEnd.NotRun)];
        _retries.Clear();
        _waiting.Clear();
        return left;
    }

    private void TellOf(BatchEnd[] ends)
    {
        foreach (var end in ends)
            _observer.Ended(end, null);
    }
}
