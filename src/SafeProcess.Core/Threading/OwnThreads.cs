namespace SafeProcess.Threading;

/// <summary>Threads of the library's own, for what must go on however busy the host's thread pool is. A few, and more when work waits for threads that
/// are kept. All members are safe from any thread.</summary>
internal sealed class OwnThreads
{
    private const int Most = 256;

    // A thread that ends takes the reads and writes with it that it has begun and that have not ended: a system may cancel them.
    private const int MostIdle = 32;

    private static readonly TimeSpan _untilCheck = TimeSpan.FromMilliseconds(20);

    [ThreadStatic]
    private static OwnThreads? _ofThisThread;

    private readonly object _gate = new();
    private readonly Queue<Work> _waiting = new();
    private readonly string _name;
    private readonly TimeSpan _checkAfter;
    private ITimer? _check;
    private bool _checking;
    private int _threads;
    private int _idle;
    private long _taken;
    private long _takenBefore;

    /// <param name="name">Of the threads.</param>
    /// <param name="checkAfter">How long work waits before it is looked whether all threads are kept; null for the usual time.</param>
    internal OwnThreads(string name, TimeSpan? checkAfter = null) => (_name, _checkAfter) = (name, checkAfter ?? _untilCheck);

    /// <summary>How many there are as long as none is kept.</summary>
    public static int Usual { get; } = Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>For deadlines, looks, the stop ladder and the end of runs: nothing else may be kept waiting here.</summary>
    public static OwnThreads OfRuns { get; } = new("SafeProcess run");

    /// <summary>For writing to what may block, such as a file.</summary>
    public static OwnThreads OfWriters { get; } = new("SafeProcess writer");

    /// <summary>How many there are; those that run foreign code are not counted.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _threads;
        }
    }

    /// <summary>Runs code that is not the library's and may block: when this is such a thread, another takes its place meanwhile.</summary>
    public static void RunForeignCode(Action code)
    {
        var threads = _ofThisThread;
        threads?.Leave();
        try
        {
            using (OwnContext.Leave())
                code();
        }
        finally
        {
            threads?.Return();
        }
    }

    /// <summary>Sees that there is a thread, as long as the system still has some to give. Where it has none, the pool does the work.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            if (_threads == 0)
                StartThread();
        }
    }

    /// <summary>Does the work soon, in order of the calls as far as there are threads. It must not throw.</summary>
    public void Post(Action<object?> work, object? state)
    {
        lock (_gate)
        {
            _waiting.Enqueue(new Work(work, state));
            if (_idle >= _waiting.Count)
                Monitor.Pulse(_gate);
            else if (_threads < Usual)
                StartThread();
            else
                CheckLater();
        }
    }

    /// <summary>Does the work; the task completes, with true, on the thread that did it.</summary>
    public Task<bool> RunAsync(Action work)
    {
        var done = new TaskCompletionSource<bool>();
        Post(
            _ =>
            {
                try
                {
                    work();
                }
                catch (Exception failure)
                {
                    done.SetException(failure);
                    return;
                }

                done.SetResult(true);
            },
            null);
        return done.Task;
    }

    private void Loop()
    {
        _ofThisThread = this;
        _ = OwnContext.Enter();
        while (Next() is { } next)
            next.Do(next.State);
    }

    private Work? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_idle >= MostIdle)
                {
                    _threads--;
                    return null;
                }

                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            _taken++;
            return _waiting.Dequeue();
        }
    }

    private void Leave()
    {
        _ofThisThread = null;
        lock (_gate)
        {
            _threads--;
            if (_waiting.Count > _idle && _threads < Usual)
                StartThread();
        }
    }

    private void Return()
    {
        _ofThisThread = this;
        lock (_gate)
            _threads++;
    }

    // Called with the gate held.
    private void StartThread()
    {
        _threads++;
        try
        {
            new Thread(Loop) { IsBackground = true, Name = _name }.UnsafeStart();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // What .NET makes of a thread that the system refuses. The others serve it, or the pool.
            _threads--;
            if (_threads == 0 && _waiting.Count > 0)
                ThreadPool.UnsafeQueueUserWorkItem(static threads => threads.ServeOne(), this, preferLocal: false);
            else if (_threads > 0)
                CheckLater();
        }
    }

    private void ServeOne()
    {
        Work next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next))
                return;
        }

        next.Do(next.State);
    }

    // Called with the gate held.
    private void CheckLater()
    {
        if (_checking)
            return;
        _checking = true;
        _check ??= OwnTime.Instance.CreatePromptTimer(static threads => ((OwnThreads)threads!).Check(), this);
        _check.Change(_checkAfter, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts another thread if nobody has taken work since the last check. Where somebody has, the threads are not kept but have much to do, and more of
    /// them would only share the same processors.</summary>
    internal void Check()
    {
        lock (_gate)
        {
            _checking = false;
            var areKept = _taken == _takenBefore;
            _takenBefore = _taken;
            if (_waiting.Count <= _idle)
                return;
            if (areKept && _threads < Most)
                StartThread();
            CheckLater();
        }
    }

    private readonly record struct Work(Action<object?> Do, object? State);
}
