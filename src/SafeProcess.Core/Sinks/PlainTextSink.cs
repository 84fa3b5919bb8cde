using System.Buffers;
using System.Text;

namespace SafeProcess;

/// <summary>Takes the escape sequences of a terminal (colours, titles, movements) out of a stream and hands the rest on.</summary>
/// <remarks>Sequences as ECMA-48 has them, also those split across reads. One that is cut off ends with its line at the latest, so that no output is lost with
/// it. Other control characters stay.</remarks>
public sealed class PlainTextSink : StreamSink
{
    private readonly StreamSink _inner;
    private EscapeFilter _filter;

    /// <summary>A sink that gives another what is left.</summary>
    public PlainTextSink(StreamSink inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
    }

    /// <inheritdoc/>
    public override Encoding Encoding => _inner.Encoding;

    /// <inheritdoc/>
    public override string? Text => _inner.Text;

    /// <inheritdoc/>
    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        _filter.IsIdle && chunk.Span.IndexOf(EscapeFilter.Escape) < 0 ? _inner.WriteAsync(chunk, cancellationToken) : FilterAsync(chunk, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => _inner.CompleteAsync(cancellationToken);

    internal override bool IsForeign => _inner.IsForeign;

    internal override StreamSink? OfSameKind() => _inner.OfSameKind() is { } same ? new PlainTextSink(same) : null;

    private async ValueTask<bool> FilterAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        var rest = ArrayPool<byte>.Shared.Rent(chunk.Length);
        try
        {
            return await _inner.WriteAsync(rest.AsMemory(0, _filter.Filter(chunk.Span, rest)), cancellationToken).ConfigureAwait(true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rest);
        }
    }
}
