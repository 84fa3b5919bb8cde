namespace SafeProcess;

/// <summary>Counts bytes and keeps none of them.</summary>
public sealed class CountingSink : StreamSink
{
    /// <summary>Bytes seen so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        Count += chunk.Length;
        return new(true);
    }

    internal override bool IsForeign => false;
}
