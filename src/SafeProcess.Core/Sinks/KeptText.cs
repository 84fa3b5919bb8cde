namespace SafeProcess;

/// <summary>The text that a sink kept in a run that was told of elsewhere. It takes nothing.</summary>
internal sealed class KeptText(string? text) : StreamSink
{
    public override string? Text => text;

    internal override bool IsForeign => false;

    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => new(false);
}
