using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix.Watch;

/// <summary>What wants to know when its descriptor is ready.</summary>
internal interface IReactorSource
{
    /// <summary>Called on a thread of the reactor's, once each time the source was armed and its descriptor is ready; as long as it is ready where watch is kept
    /// (<see cref="Reactor.TryKeep"/>).</summary>
    void OnReady();
}

/// <summary>What a source waits for. The values are those of <c>epoll(7)</c>.</summary>
internal enum Readiness : uint
{
    Readable = 1,

    /// <summary>Linux alone: a file that counts has changed.</summary>
    Changed = 2,

    Writable = 4,
}

/// <summary>A few threads that wait for the readiness of any number of descriptors (<c>epoll(7)</c>, <c>kqueue(2)</c>). All members are
/// safe from any thread.</summary>
/// <remarks>Each event goes to one thread, which serves it to the end. When that is the end of a run, the caller's code goes on right there, while
/// the others wait on: a short run is spared the way through the thread pool, and the caller may block as long as it likes.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The reactor lives as long as the host.")]
internal sealed class Reactor
{
    private const int MostSpare = 32;

    // Two more than there is work for: where the ends of runs take turns with their callers' code, a thread that left would be started again at once.
    private static readonly int _severalListening = Math.Clamp(Environment.ProcessorCount, 2, 4) + 2;
    private static readonly object _creation = new();
    private static Reactor? _instance;

    [ThreadStatic]
    private static Reactor? _onThisThread;

    [ThreadStatic]
    private static uint _asides;

    private readonly IReadinessQueue _queue;
    private readonly int _mostListening;
    private readonly Reactor? _keeper;
    private readonly ConcurrentDictionary<long, IReactorSource> _sources;
    private long _lastToken;
    private int _listening;
    private bool _started;
    private readonly ConcurrentBag<ReadBuffer> _spare = [];

    private Reactor()
    {
        (_mostListening, _sources) = (_severalListening, new());
        _queue = UnixSystem.Current.OpenQueue();
        try
        {
            _keeper = _queue.CanKeep ? new Reactor(_sources) : null;
            StartThread();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // What .NET makes of a thread that the system refuses.
            _queue.Dispose();
            _keeper?._queue.Dispose();
            throw new SystemCallException("pthread_create", ErrorNumber.EAGAIN);
        }
        catch (SystemCallException)
        {
            _queue.Dispose();
            throw;
        }
    }

    /// <summary>The one that keeps watch. A single thread waits, or each event would wake the others as well; it is started once there is something to watch.</summary>
    private Reactor(ConcurrentDictionary<long, IReactorSource> sources)
    {
        (_mostListening, _sources) = (1, sources);
        _queue = UnixSystem.Current.OpenQueue();
    }

    /// <summary>The reactor of this host.</summary>
    /// <exception cref="SystemCallException">No descriptor or no thread is left for it; a later call may succeed.</exception>
    public static Reactor Instance
    {
        get
        {
            if (Volatile.Read(ref _instance) is { } existing)
                return existing;
            lock (_creation)
                return _instance ??= new Reactor();
        }
    }

    /// <summary>How often this thread has run code for which another thread may have had to take its place.</summary>
    public static uint AsidesOnThisThread => _asides;

    /// <inheritdoc cref="IChild.RunForeignCode"/>
    public static void RunForeignCode(Action code, bool mayRunLater)
    {
        if (_onThisThread is { } reactor)
            reactor.RunAside(code, mayRunLater);
        else
            OwnThreads.RunForeignCode(code);
    }

    /// <summary>Makes a source known. It is not called before it is armed.</summary>
    public long Register(IReactorSource source)
    {
        var token = Interlocked.Increment(ref _lastToken);
        _sources[token] = source;
        return token;
    }

    /// <summary>Forgets a source whose descriptor is about to be closed.</summary>
    public void Forget(long token) => _sources.TryRemove(token, out _);

    /// <summary>The source is called once when its descriptor is ready for these events, or its other end is closed.</summary>
    /// <param name="descriptor">What to watch.</param>
    /// <param name="token">The source.</param>
    /// <param name="readiness">What to wait for.</param>
    /// <param name="again">True when the descriptor was armed before.</param>
    /// <exception cref="SystemCallException">The system has no room for another watch.</exception>
    public void Arm(Descriptor descriptor, long token, Readiness readiness, bool again) => _queue.Arm(descriptor, token, readiness, again);

    /// <summary>Keeps watch: the source is called as long as its descriptor is ready, without being armed each time, until <see cref="StopKeeping"/>. For what is ready
    /// now and then and served at once, without the caller's code: one thread does this for all.</summary>
    /// <returns>False where nobody can keep watch; the source is to be armed then.</returns>
    public bool TryKeep(Descriptor descriptor, long token, Readiness readiness) =>
        _keeper is not null && _keeper.HasThread() && _keeper._queue.TryKeep(descriptor, token, readiness);

    /// <summary>Undoes <see cref="TryKeep"/>. One call may be under way.</summary>
    public void StopKeeping(Descriptor descriptor) => _keeper!._queue.Remove(descriptor);

    /// <summary>A buffer to read into; usually the one this thread used last, warm in the cache.</summary>
    public ReadBuffer Rent() => _spare.TryTake(out var buffer) ? buffer : new ReadBuffer(this);

    internal void Return(ReadBuffer buffer)
    {
        // As many as are in use at once, within reason: a sink that takes its time keeps the buffer meanwhile.
        if (_spare.Count < MostSpare)
            _spare.Add(buffer);
    }

    private void StartThread()
    {
        Interlocked.Increment(ref _listening);
        try
        {
            new Thread(Loop) { IsBackground = true, Name = "SafeProcess reactor" }.UnsafeStart();
        }
        catch
        {
            Interlocked.Decrement(ref _listening);
            throw;
        }
    }

    private bool HasThread()
    {
        if (Volatile.Read(ref _started))
            return true;
        lock (_creation)
            return _started || (_started = TryStartThread());
    }

    private void Loop()
    {
        _onThisThread = this;
        _ = OwnContext.Enter();
        while (!LeavesAsOneTooMany())
        {
            // One at a time: what is ready besides is for the other threads if this one is kept.
            if (_queue.TryWait(out var token) && _sources.TryGetValue(token, out var source))
                source.OnReady();
        }
    }

    /// <summary>Whether this thread is one too many. In one step, or all of them could find so at the same moment, and nobody would be left.</summary>
    private bool LeavesAsOneTooMany()
    {
        int listening;
        do
        {
            listening = Volatile.Read(ref _listening);
            if (listening <= _mostListening)
                return false;
        }
        while (Interlocked.CompareExchange(ref _listening, listening - 1, listening) != listening);
        return true;
    }

    private void RunAside(Action code, bool mayRunLater)
    {
        _asides++;
        if (Interlocked.Decrement(ref _listening) == 0 && !TryStartThread())
        {
            Interlocked.Increment(ref _listening);
            if (mayRunLater)
                ThreadPool.UnsafeQueueUserWorkItem(static state => state(), code, preferLocal: false);
            else
                using (OwnContext.Leave())
                    code();
            return;
        }

        _onThisThread = null;
        using (OwnContext.Leave())
            code();
        _onThisThread = this;
        Interlocked.Increment(ref _listening);
    }

    private bool TryStartThread()
    {
        try
        {
            StartThread();
            return true;
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }
}

/// <summary>Memory for one read. Disposing gives it back to its reactor.</summary>
internal sealed class ReadBuffer(Reactor owner) : IDisposable
{
    public const int Size = 256 * 1024;

    // Pinned, so that reading into it costs no pinning.
    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(Size, pinned: true);

    public void Dispose() => owner.Return(this);
}
