using System.Runtime.CompilerServices;
using SafeProcess.Threading;

namespace SafeProcess.Runs;

/// <summary>The standard input of a run as the caller writes it. One piece at a time is on its way, in memory of its own: a write that was canceled leaves the caller's
/// memory alone.</summary>
internal sealed class RunInput : Stream
{
    private const int LargestPiece = 64 * 1024;

    private readonly object _gate = new();
    private byte[] _piece = [];
    private int _length;
    private bool _isComplete;
    private bool _isClosed;
    private TaskCompletionSource? _more;
    private TaskCompletionSource? _room;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite
    {
        get
        {
            lock (_gate)
                return !_isComplete;
        }
    }

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What was written, up to the end of this stream. Once; the end of the enumeration, however it comes, is the end of all writing.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var over = cancellationToken.UnsafeRegister(static input => ((RunInput)input!).CloseReader(), this);
        try
        {
            while (await NextAsync().ConfigureAwait(false) is { IsEmpty: false } piece)
            {
                yield return piece;
                // Whoever asks for the next piece has delivered this one.
                MakeRoom();
            }
        }
        finally
        {
            CloseReader();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        do
        {
            // One that was canceled may still be on its way.
            await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            buffer = buffer[HandOn(buffer.Span)..];
        }
        while (!buffer.IsEmpty);
        await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        TaskCompletionSource? more;
        lock (_gate)
        {
            _isComplete = true;
            (more, _more) = (_more, null);
        }

        more?.SetResult();
        base.Dispose(disposing);
    }

    /// <returns>Nothing at the end.</returns>
    private async ValueTask<ReadOnlyMemory<byte>> NextAsync()
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_isClosed)
                    return default;
                if (_length > 0)
                    return _piece.AsMemory(0, _length);
                if (_isComplete)
                    return default;
                more = (_more ??= new TaskCompletionSource()).Task;
            }

            await more.ConfigureAwait(false);
        }
    }

    private int HandOn(ReadOnlySpan<byte> bytes)
    {
        TaskCompletionSource? more;
        var count = Math.Min(bytes.Length, LargestPiece);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isComplete, typeof(Stream));
            if (_isClosed)
                throw ReadsNoMore();
            if (_length > 0)
                throw new InvalidOperationException("Two write to the program at once: its input is for one writer at a time.");
            if (count > _piece.Length)
                _piece = GC.AllocateUninitializedArray<byte>(count);
            bytes[..count].CopyTo(_piece);
            _length = count;
            (more, _more) = (_more, null);
        }

        more?.SetResult();
        return count;
    }

    private async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_length == 0)
                    return;
                if (_isClosed)
                    throw ReadsNoMore();
                room = (_room ??= new TaskCompletionSource()).Task;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void MakeRoom()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _length = 0;
            (room, _room) = (_room, null);
        }

        Tell(room);
    }

    private void CloseReader()
    {
        TaskCompletionSource? more;
        TaskCompletionSource? room;
        lock (_gate)
        {
            _isClosed = true;
            (more, _more) = (_more, null);
            (room, _room) = (_room, null);
        }

        more?.SetResult();
        Tell(room);
    }

    // Whoever writes goes on with code that is not the library's.
    private static void Tell(TaskCompletionSource? room)
    {
        if (room is not null)
            ForeignCode.RunAside(room.SetResult);
    }

    private static IOException ReadsNoMore() => new("The program reads no more: it has closed its input, or has ended.");
}
