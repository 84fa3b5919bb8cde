using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix.Streams;

/// <summary>Reads a pipe when its reactor says there is something to read. A read that waits completes on the reactor's thread.</summary>
internal sealed unsafe class ReadinessOutputPipe : IOutputPipe, IReactorSource, IValueTaskSource<OutputChunk>
{
    private const int DefaultPipeSize = 64 * 1024;
    private const int GrownPipeSize = 1024 * 1024;
    private const long NotEnding = -1;
    private const int ChunksInARow = 64;
    private const int FullInARow = 4;
    private const int SmallChunk = 4096;
    private const int QuietInARow = 4;

    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly Reactor _reactor;
    private readonly Descriptor _descriptor;
    private readonly long _token;
    private OwnTaskSource<OutputChunk> _source;
    private bool _waiting;
    private bool _known;

    // A thread reads, or gives out a chunk and will look whether another is wanted.
    private bool _serving;
    private bool _ended;

    // How many events in a row brought a small chunk and nothing more.
    private int _quiet;

    // The reactor goes on watching: nothing is armed.
    private bool _kept;
    private bool _isTakenAside;
    private bool _grown;
    private int _full;
    private Patience _sinceFirstFull;
    private long _leftAtPresent = NotEnding;

    public ReadinessOutputPipe(Reactor reactor, Descriptor descriptor)
    {
        _reactor = reactor;
        _descriptor = descriptor;
        _token = reactor.Register(this);
    }

    public ValueTask<OutputChunk> ReadAsync()
    {
        lock (_gate)
        {
            if (_ended)
                return new(default(OutputChunk));
            if (_leftAtPresent != NotEnding)
                return new(ReadPresent());
            _source.Reset();
            _waiting = true;
            if (!_serving)
                Arm();
            return new(this, _source.Version);
        }
    }

    public void EndAtPresent()
    {
        OutputChunk chunk;
        lock (_gate)
        {
            if (_ended || _leftAtPresent != NotEnding)
                return;
            // A terminal counts what it has taken in: to ask whether there is anything makes it take in what was written before.
            var entry = new PollEntry { Descriptor = (int)_descriptor.DangerousGetHandle(), Events = PollEntry.Readable };
            _ = LibC.Poll(&entry, 1, 0);
            int present;
            _leftAtPresent = LibC.Ioctl(_descriptor, FileFlags.BytesReadable, &present) == 0 ? present : 0;
            if (!_waiting)
                return;
            _waiting = false;
            chunk = ReadPresent();
        }

        // Whoever reads may block as long as it likes, but not the run.
        OwnThreads.OfRuns.Post(_ => _source.SetResult(chunk), null);
    }

    public IOutputPipe? Continuation()
    {
        lock (_gate)
        {
            try
            {
                return _ended ? null : new ReadinessOutputPipe(_reactor, _descriptor.Duplicate(Descriptor.AboveStandardStreams));
            }
            catch (SystemCallException)
            {
                return null;
            }
        }
    }

    public void OnReady()
    {
        lock (_gate)
        {
            if (_serving || !_waiting)
            {
                // Whoever takes a chunk takes his time, and would be told of the next one over and over.
                StopKeeping();
                return;
            }

            _serving = true;
        }

        // The thread that reads goes on reading while there is something: handing every chunk to another one, through the system, halves the
        // speed. Now and then others get their turn.
        var asides = Reactor.AsidesOnThisThread;
        for (var chunks = 0; TryServe(chunks, asides, out var chunk); chunks++)
            _source.SetResult(chunk);
    }

    /// <param name="chunks">How many have been given for this event.</param>
    /// <param name="asides">What <see cref="Reactor.AsidesOnThisThread"/> was before them.</param>
    /// <param name="chunk">The next one.</param>
    /// <returns>False when there is nothing to give now; the pipe is watched then if anybody waits.</returns>
    private bool TryServe(int chunks, uint asides, out OutputChunk chunk)
    {
        lock (_gate)
        {
            chunk = default;
            _serving = false;
            _isTakenAside |= Reactor.AsidesOnThisThread != asides;
            if (_ended || !_waiting)
                return false;
            // What a program that writes a little now and then has written is all there is: the system is not asked once more.
            var isAll = chunks > 0 && IsQuiet;
            if (isAll || chunks >= ChunksInARow || !TryRead(ReadBuffer.Size, out chunk))
            {
                if (chunks == 0)
                    _quiet = 0;
                Arm();
                return false;
            }

            _quiet = chunks > 0 || chunk.Bytes.Length >= SmallChunk ? 0 : Math.Min(_quiet + 1, QuietInARow);
            _serving = true;
            _waiting = false;
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
            End();
    }

    OutputChunk IValueTaskSource<OutputChunk>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<OutputChunk>.GetStatus(short token) => _source.GetStatus();

    void IValueTaskSource<OutputChunk>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state);

    private bool IsQuiet => _quiet == QuietInARow;

    private void Arm()
    {
        // The one thread that keeps watch is not to be taken along by the caller's code.
        if (IsQuiet && !_isTakenAside && (_kept = _kept || _reactor.TryKeep(_descriptor, _token, Readiness.Readable)))
            return;
        StopKeeping();
        _reactor.Arm(_descriptor, _token, Readiness.Readable, again: _known);
        _known = true;
    }

    private void StopKeeping()
    {
        if (!_kept)
            return;
        _kept = false;
        _quiet = 0;
        _reactor.StopKeeping(_descriptor);
    }

    private OutputChunk ReadPresent()
    {
        if (_leftAtPresent > 0 && TryRead((int)Math.Min(_leftAtPresent, ReadBuffer.Size), out var chunk))
        {
            _leftAtPresent -= chunk.Bytes.Length;
            return chunk;
        }

        End();
        return default;
    }

    /// <returns>False when there is nothing to read now; an end gives an empty chunk.</returns>
    private bool TryRead(int most, out OutputChunk chunk)
    {
        var buffer = _reactor.Rent();
        nint count;
        do
        {
            fixed (byte* start = buffer.Bytes)
                count = LibC.Read(_descriptor, start, most);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == ErrorNumber.EINTR);

        if (count > 0)
        {
            if (count >= DefaultPipeSize && !_grown && IsReadFast())
                Grow();
            chunk = new OutputChunk(buffer.Bytes.AsMemory(0, (int)count), buffer);
            return true;
        }

        var again = count < 0 && Marshal.GetLastPInvokeError() == ErrorNumber.EAGAIN;
        buffer.Dispose();
        if (!again)
            End();
        chunk = default;
        return !again;
    }

    /// <summary>Whether the reader keeps up with a program that fills its pipe again and again. What is in the pipe of a program that is stopped is still given
    /// out: with a slow reader that is not to be a megabyte.</summary>
    private bool IsReadFast()
    {
        if (_full == 0 || _sinceFirstFull.IsOver)
            (_full, _sinceFirstFull) = (0, new Patience(_soon));
        return ++_full >= FullInARow;
    }

    /// <summary>Once a program has filled its pipe, a larger one saves it from waiting. Not from the start: a user's pipes may have only
    /// 64 MiB together (pipe-user-pages-soft in pipe(7)), and beyond that new ones get a page or two. macOS grows a pipe by
    /// itself.</summary>
    private void Grow()
    {
        _grown = true;
        _ = UnixSystem.Current.TryGrow(_descriptor, GrownPipeSize);
    }

    private void End()
    {
        if (_ended)
            return;
        _ended = true;
        StopKeeping();
        _reactor.Forget(_token);
        // Closing takes the descriptor out of the reactor's queue as well.
        _descriptor.Dispose();
    }
}
