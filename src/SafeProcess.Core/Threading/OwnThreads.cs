namespace SafeProcess.Threading;

/// <summary>Threads of the library's own, for what must go on however busy the host's thread pool is. A few, and more when work waits for threads that
/// are kept. All members are safe from any thread.</summary>
internal sealed class OwnThreads
{
    private const int Most = 256;

    // A thread that ends takes the reads and writes with it that it has begun and that have not ended: a system may cancel them.
    private const int MostIdle = 32;

    private static readonly int _usual = Math.Clamp(Environment.ProcessorCount, 2, 4);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMilliseconds(20);

    [ThreadStatic]
    private static OwnThreads? _ofThisThread;

    private readonly object _gate = new();
    private readonly Queue<Work> _waiting = new();
    private readonly string _name;
    private ITimer? _check;
    private bool _checking;
    private int _threads;
    private int _idle;

    private OwnThreads(string name) => _name = name;

    /// <summary>For deadlines, looks, the stop ladder and the end of runs: nothing else may be kept waiting here.</summary>
    public static OwnThreads OfRuns { get; } = new("SafeProcess run");

    /// <summary>For writing to what may block, such as a file.</summary>
    public static OwnThreads OfWriters { get; } = new("SafeProcess writer");

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
            _waiting.Enqueue(new Work(work, state, OwnTime.Instance.GetTimestamp()));
            if (_idle >= _waiting.Count)
                Monitor.Pulse(_gate);
            else if (_threads < _usual)
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

            return _waiting.Dequeue();
        }
    }

    private void Leave()
    {
        _ofThisThread = null;
        lock (_gate)
        {
            _threads--;
            if (_waiting.Count > _idle && _threads < _usual)
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
            new Thread(Loop) { IsBackground = true, Name = _name }.Start();
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
        _check.Change(_longestWait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether work has waited while all threads were kept.</summary>
    private void Check()
    {
        lock (_gate)
        {
            _checking = false;
            if (_waiting.Count <= _idle || !_waiting.TryPeek(out var first))
                return;
            if (_threads < Most && OwnTime.Instance.GetElapsedTime(first.Posted) >= _longestWait)
                StartThread();
            CheckLater();
        }
    }

    private readonly record struct Work(Action<object?> Do, object? State, long Posted);
}
