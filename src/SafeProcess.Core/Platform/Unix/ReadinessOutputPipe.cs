using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix;

/// <summary>Reads a pipe when its reactor says there is something to read. A read that waits completes on the reactor's thread.</summary>
internal sealed unsafe class ReadinessOutputPipe : IOutputPipe, IReactorSource, IValueTaskSource<OutputChunk>
{
    private const int DefaultPipeSize = 64 * 1024;
    private const int GrownPipeSize = 1024 * 1024;
    private const long NotEnding = -1;
    private const int ChunksInARow = 64;
    private const int FullInARow = 4;

    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly Reactor _reactor;
    private readonly Descriptor _descriptor;
    private readonly long _token;
    private OwnTaskSource<OutputChunk> _source;
    private bool _waiting;
    private bool _known;

    // A thread is giving out a chunk and will look whether another is wanted.
    private bool _serving;
    private bool _ended;
    private bool _grown;
    private int _full;
    private long _firstFull;
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

        _source.SetResult(chunk);
    }

    public IOutputPipe? Continuation()
    {
        lock (_gate)
        {
            try
            {
                return _ended ? null : new ReadinessOutputPipe(_reactor, _descriptor.Duplicate(LaunchPipes.AboveStandardStreams));
            }
            catch (SystemCallException)
            {
                return null;
            }
        }
    }

    public void OnReady()
    {
        // The thread that reads goes on reading while there is something: handing every chunk to another one, through the system, halves the
        // speed. Now and then others get their turn.
        for (var chunks = 0; TryServe(mayReadOn: chunks < ChunksInARow, out var chunk); chunks++)
            _source.SetResult(chunk);
    }

    /// <returns>False when there is nothing to give now; the pipe is armed then if anybody waits.</returns>
    private bool TryServe(bool mayReadOn, out OutputChunk chunk)
    {
        lock (_gate)
        {
            chunk = default;
            _serving = false;
            if (_ended || !_waiting)
                return false;
            if (!mayReadOn || !TryRead(ReadBuffer.Size, out chunk))
            {
                Arm();
                return false;
            }

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

    private void Arm()
    {
        _reactor.Arm(_descriptor, _token, Readiness.Readable, again: _known);
        _known = true;
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
        if (_full == 0 || Stopwatch.GetElapsedTime(_firstFull) > _soon)
            (_full, _firstFull) = (0, Stopwatch.GetTimestamp());
        return ++_full >= FullInARow;
    }

    /// <summary>Once a program has filled its pipe, a larger one saves it from waiting. Not from the start: a user's pipes may have only
    /// 64 MiB together (pipe-user-pages-soft in pipe(7)), and beyond that new ones get a page or two. macOS grows a pipe by
    /// itself.</summary>
    private void Grow()
    {
        _grown = true;
        if (OperatingSystem.IsMacOS())
            return;
        LibC.Fcntl(_descriptor, FileFlags.SetPipeSize, GrownPipeSize);
    }

    private void End()
    {
        if (_ended)
            return;
        _ended = true;
        _reactor.Forget(_token);
        // Closing takes the descriptor out of the reactor's queue as well.
        _descriptor.Dispose();
    }
}
