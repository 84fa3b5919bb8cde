using System.Runtime.CompilerServices;

namespace SafeProcess.Commands;

/// <summary>The bytes on their way from the pipeline to a program's standard input: at most two buffers, one being filled
/// while the other is being read, so that memory stays bounded and many small writes become few large ones.</summary>
/// <param name="roomChanged">Called, on any thread, when there is room again, when what was written has been delivered and when nobody
/// reads any more; must not block.</param>
/// <param name="capacity">The most bytes a buffer holds.</param>
internal sealed class InputPipe(Action roomChanged, int capacity = InputPipe.LargestSize)
{
    private const int FirstSize = 4 * 1024;
    private const int LargestSize = 128 * 1024;

    private readonly object _gate = new();
    private byte[] _filling = [];
    private byte[] _reading = [];
    private int _filled;
    private bool _handedOut;
    private bool _lost;
    private bool _complete;
    private bool _closed;
    private Exception? _failure;
    private TaskCompletionSource? _more;

    /// <summary>True when the program reads no more: what is written then is dropped.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _closed;
        }
    }

    /// <summary>True once <see cref="Complete"/> was called: nothing more may be written.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
                return _complete;
        }
    }

    /// <summary>True when the program's own pipe has all that was written.</summary>
    public bool IsFlushed
    {
        get
        {
            lock (_gate)
                return _filled == 0 && !_handedOut;
        }
    }

    /// <summary>True when something that was written has not reached the program and never will.</summary>
    public bool HasLost
    {
        get
        {
            lock (_gate)
                return _lost;
        }
    }

    /// <summary>True when a write would take something, or would drop it.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
                return _closed || _filled < capacity;
        }
    }

    /// <summary>Takes as many of the bytes as there is room for; all of them once the pipe is closed.</summary>
    /// <returns>The number of bytes taken.</returns>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        TaskCompletionSource? more;
        int count;
        lock (_gate)
        {
            if (_closed)
            {
                _lost |= !bytes.IsEmpty;
                return bytes.Length;
            }

            count = Math.Min(bytes.Length, capacity - _filled);
            if (_filled + count > _filling.Length)
                Array.Resize(ref _filling, (int)Math.Clamp(Math.Max(_filling.Length * 2L, _filled + count), FirstSize, Math.Max(capacity, FirstSize)));
            bytes[..count].CopyTo(_filling.AsSpan(_filled));
            _filled += count;
            (more, _more) = (_more, null);
        }

        more?.SetResult();
        return count;
    }

    /// <summary>Nothing more will be written.</summary>
    public void Complete() => End(null);

    /// <summary>Nothing more can be written: who reads gets what there is, and then this.</summary>
    public void Fail(Exception failure) => End(failure);

    private void End(Exception? failure)
    {
        TaskCompletionSource? more;
        lock (_gate)
        {
            _failure ??= failure;
            _complete = true;
            (more, _more) = (_more, null);
        }

        more?.SetResult();
    }

    /// <summary>What was written, in the order it was written, up to <see cref="Complete"/>. To be enumerated once; the end of the
    /// enumeration, however it comes, closes the pipe.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            while (await WaitForMoreAsync(cancellationToken).ConfigureAwait(false))
            {
                var chunk = Take();
                roomChanged();
                yield return chunk;

                // Whoever asks for the next chunk has delivered this one.
                lock (_gate)
                    _handedOut = false;
                roomChanged();
            }
        }
        finally
        {
            lock (_gate)
            {
                _closed = true;
                _lost |= _filled > 0 || _handedOut;
            }

            roomChanged();
        }
    }

    /// <returns>False at the end.</returns>
    private async ValueTask<bool> WaitForMoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_filled > 0)
                    return true;
                if (_failure is not null)
                    throw _failure;
                if (_complete)
                    return false;
                more = (_more = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is there now, at once. Valid until the next time.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        lock (_gate)
        {
            (_filling, _reading) = (_reading, _filling);
            var chunk = _reading.AsMemory(0, _filled);
            _filled = 0;
            _handedOut = true;
            return chunk;
        }
    }
}
