using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>What wants to know when its descriptor is ready.</summary>
internal interface IReactorSource
{
    /// <summary>Called on the reactor's thread while the descriptor is ready, again and again until the source disarms or is removed.</summary>
    void OnReady();
}

/// <summary>One thread that waits for the readiness of any number of descriptors (<c>epoll(7)</c>). All members are safe from any thread.</summary>
/// <remarks>When a run has ended, its caller's code goes on at once on the thread that saw the end, and another thread takes the waiting over. That saves
/// a short run the way through the thread pool, a fifth of its time on two cores, and the caller may still block as long as it likes.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A reactor lives as long as the host.")]
internal sealed unsafe class Reactor
{
    private const int EventsAtOnce = 128;

    // struct epoll_event is packed on x86-64 alone: 4 bytes of events, then 8 of data at once; elsewhere the data is aligned.
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int _eventSize = _dataOffset + 8;

    private static readonly Reactor?[] _all = new Reactor?[Math.Clamp(Environment.ProcessorCount / 2, 1, 4)];
    private static int _next;

    /// <summary>Threads kept for taking over; one more ends when it is no longer needed.</summary>
    private const int MostSpares = 2;

    [ThreadStatic]
    private static Reactor? _onThisThread;

    private readonly object _turn = new();
    private int _spares;
    private int _turnsGiven;
    private Action? _foreignCode;

    private readonly Descriptor _epoll;
    private readonly ConcurrentDictionary<long, IReactorSource> _sources = new();
    private long _lastToken;
    private ReadBuffer? _spare;

    private Reactor()
    {
        _epoll = new Descriptor(LibC.EpollCreate(EpollFlags.CloseOnExec));
        if (_epoll.IsInvalid)
            throw new SystemCallException("epoll_create1", Marshal.GetLastPInvokeError());
        try
        {
            StartThread();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // What .NET makes of a thread that the system refuses.
            _epoll.Dispose();
            throw new SystemCallException("pthread_create", ErrorNumber.EAGAIN);
        }
    }

    /// <summary>Runs code that is not the project's and may block. On a reactor's thread that is done once the descriptors that are ready
    /// have been served and another thread waits for the next; on any other thread at once.</summary>
    public static void RunForeignCode(Action code)
    {
        if (_onThisThread is not { } reactor)
            code();
        else if (reactor._foreignCode is null)
            reactor._foreignCode = code;
        else
            // Two at once must not wait for each other.
            ThreadPool.UnsafeQueueUserWorkItem(static state => state(), code, preferLocal: false);
    }

    /// <summary>One of a few reactors, in turn.</summary>
    /// <exception cref="SystemCallException">No descriptor or no thread is left for it; a later call may succeed.</exception>
    public static Reactor Next()
    {
        ref var reactor = ref _all[(uint)Interlocked.Increment(ref _next) % (uint)_all.Length];
        if (Volatile.Read(ref reactor) is { } existing)
            return existing;
        lock (_all)
            return reactor ??= new Reactor();
    }

    /// <summary>Makes a source known. It is not called before it is armed.</summary>
    public long Register(IReactorSource source)
    {
        var token = Interlocked.Increment(ref _lastToken);
        _sources[token] = source;
        return token;
    }

    /// <summary>Forgets a source whose descriptor is disarmed or about to be closed.</summary>
    public void Forget(long token) => _sources.TryRemove(token, out _);

    /// <summary>From now on the source is called while its descriptor is ready for these events, or its other end is closed.</summary>
    public void Arm(Descriptor descriptor, long token, uint events)
    {
        var value = stackalloc byte[16];
        *(uint*)value = events;
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(value + _dataOffset, 8), token);
        if (LibC.EpollControl(_epoll, EpollFlags.Add, descriptor, value) != 0)
            throw new SystemCallException("epoll_ctl", Marshal.GetLastPInvokeError());
    }

    /// <summary>The source is no longer called. Removing and adding instead of masking events: a mask does not keep a hang-up
    /// from being reported for ever.</summary>
    public void Disarm(Descriptor descriptor)
    {
        var value = stackalloc byte[16];
        // It fails only for a descriptor that is not armed, which is what was wanted.
        _ = LibC.EpollControl(_epoll, EpollFlags.Delete, descriptor, value);
    }

    /// <summary>A buffer to read into; usually the same one, warm in the cache.</summary>
    public ReadBuffer Rent() => Interlocked.Exchange(ref _spare, null) ?? new ReadBuffer(this);

    internal void Return(ReadBuffer buffer) => Volatile.Write(ref _spare, buffer);

    private void StartThread() => new Thread(Loop) { IsBackground = true, Name = "SafeProcess reactor" }.Start();

    private void Loop()
    {
        var events = stackalloc byte[EventsAtOnce * 16];
        do
        {
            _onThisThread = this;
            while (_foreignCode is null)
                Serve(events);
            var code = _foreignCode;
            _foreignCode = null;
            _onThisThread = null;
            GiveTurn();
            code();
        }
        while (TakeTurn());
    }

    private void Serve(byte* events)
    {
        var count = LibC.EpollWait(_epoll, events, EventsAtOnce, -1);
        for (var index = 0; index < count; index++)
        {
            var token = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(events + (index * _eventSize) + _dataOffset, 8));
            if (_sources.TryGetValue(token, out var source))
                source.OnReady();
        }
    }

    private void GiveTurn()
    {
        lock (_turn)
        {
            if (_spares > 0)
            {
                _spares--;
                _turnsGiven++;
                Monitor.Pulse(_turn);
                return;
            }
        }

        StartThread();
    }

    /// <returns>False when there are threads enough without this one.</returns>
    private bool TakeTurn()
    {
        lock (_turn)
        {
            if (_spares == MostSpares)
                return false;
            _spares++;
            while (_turnsGiven == 0)
                Monitor.Wait(_turn);
            _turnsGiven--;
            return true;
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
