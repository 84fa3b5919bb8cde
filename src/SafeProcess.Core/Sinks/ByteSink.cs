namespace SafeProcess;

/// <summary>Keeps bytes in memory, up to a limit.</summary>
public sealed class ByteSink : StreamSink
{
    private readonly CaptureBuffer _captured;

    /// <summary>A sink that keeps at most this many bytes.</summary>
    /// <param name="limit">1 to 2,147,483,591 (the longest array).</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public ByteSink(long limit = OutputSink.DefaultLimit) => _captured = new CaptureBuffer(limit);

    /// <summary>All bytes kept, in one new array.</summary>
    public byte[] ToArray() => _captured.ToArray();

    /// <inheritdoc/>
    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        new(_captured.Append(chunk.Span));

    /// <inheritdoc/>
    public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        _captured.Complete();
        return base.CompleteAsync(cancellationToken);
    }

    internal override bool IsForeign => false;
}
