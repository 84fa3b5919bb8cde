namespace SafeProcess;

/// <summary>Copies a stream's bytes into a <see cref="Stream"/> as they come, in constant memory. A slow stream holds the program
/// back; it never holds back the other stream or another run.</summary>
public sealed class CopySink : StreamSink, IAsyncDisposable
{
    private readonly Stream _target;
    private readonly bool _leaveOpen;

    /// <summary>A sink that writes to this stream.</summary>
    /// <param name="target">The stream; writes to it may block, they are made on the thread pool.</param>
    /// <param name="leaveOpen">Keep the stream open when the sink is disposed.</param>
    public CopySink(Stream target, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        _leaveOpen = leaveOpen;
    }

    /// <summary>A sink that writes a file, replacing what was there.</summary>
    /// <exception cref="IOException">The file cannot be opened; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static CopySink ToFile(string path) =>
        new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    /// <inheritdoc/>
    public override async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        // Not canceled: what came up to a cancel is kept.
        await Task.Run(() => _target.Write(chunk.Span), CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        await Task.Run(_target.Flush, CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    /// <summary>Closes the stream, unless it is to stay open.</summary>
    public ValueTask DisposeAsync() => _leaveOpen ? default : _target.DisposeAsync();
}
