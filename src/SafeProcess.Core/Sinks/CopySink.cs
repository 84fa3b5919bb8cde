using SafeProcess.Threading;

namespace SafeProcess;

/// <summary>Copies a stream's bytes into a <see cref="Stream"/> as they come, in constant memory. A slow stream holds the program
/// back; it never holds back the other stream or another run.</summary>
public sealed class CopySink : StreamSink, IAsyncDisposable
{
    private readonly Stream _target;
    private readonly bool _leaveOpen;
    private bool _replaces;
    private bool _hasWritten;

    /// <summary>A sink that writes to this stream.</summary>
    /// <param name="target">The stream; writes to it may block, they are made on threads of the library's own.</param>
    /// <param name="leaveOpen">Keep the stream open when the sink is disposed.</param>
    public CopySink(Stream target, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        _leaveOpen = leaveOpen;
    }

    /// <summary>A sink that writes a file. What was there is replaced with the first bytes, or at the end of the stream, so that a program that
    /// does not start leaves it as it was.</summary>
    /// <param name="path">The file; it is made when there is none. Of a FIFO somebody has to be reading already: it is not waited for.</param>
    /// <param name="append">Keep what was there, and write behind it.</param>
    /// <exception cref="IOException">The file cannot be opened, or is a FIFO that nobody reads; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static CopySink ToFile(string path, bool append = false) => new(StreamFile.Open(path, append)) { _replaces = !append };

    /// <inheritdoc/>
    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        _hasWritten = true;
        // Not canceled: what came up to a cancel is kept.
        return new(OwnThreads.OfWriters.RunAsync(() => Write(chunk.Span)));
    }

    /// <inheritdoc/>
    public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) =>
        // Of nothing there is nothing to flush, which is worth no thread.
        _hasWritten || _replaces ? new(OwnThreads.OfWriters.RunAsync(() => Write([]))) : new(true);

    /// <summary>Closes the stream, unless it is to stay open.</summary>
    public ValueTask DisposeAsync() => _leaveOpen ? default : _target.DisposeAsync();

    internal override bool IsForeign => false;

    private void Write(ReadOnlySpan<byte> bytes)
    {
        // A device has no length, and cannot be emptied.
        if (_replaces && _target.CanSeek && _target.Length > 0)
            _target.SetLength(0);
        _replaces = false;
        if (bytes.IsEmpty)
            _target.Flush();
        else
            _target.Write(bytes);
    }
}
