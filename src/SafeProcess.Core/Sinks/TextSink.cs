using System.Text;

namespace SafeProcess;

/// <summary>Keeps a stream as one string, up to a limit of bytes. Bytes are kept as they came and decoded once, when the
/// text is first asked for after the end of the stream: a byte order mark of the encoding at the start is removed, an invalid byte becomes U+FFFD,
/// a NUL is kept.</summary>
public sealed class TextSink : StreamSink
{
    /// <summary>The longest string there is, in characters.</summary>
    internal const int LongestString = 1_073_741_791;

    private readonly CaptureBuffer _captured;
    private readonly long _limit;
    private readonly Encoding _encoding;
    private readonly object _gate = new();
    private string? _text;
    private volatile bool _isComplete;

    /// <summary>A sink that keeps at most this many bytes.</summary>
    /// <param name="encoding">UTF-8 when null; on Windows that of the console.</param>
    /// <param name="limit">1 to 2,147,483,591. No string holds more than 1,073,741,791 characters, so a larger limit counts
    /// as that many bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public TextSink(Encoding? encoding = null, long limit = OutputSink.DefaultLimit)
    {
        _encoding = TextDecoding.Lenient(encoding);
        _limit = limit > CaptureBuffer.Largest ? limit : Math.Min(limit, LongestString);
        _captured = new CaptureBuffer(_limit);
    }

    /// <inheritdoc/>
    public override Encoding Encoding => _encoding;

    /// <inheritdoc/>
    /// <remarks>While the stream goes on it is what has come by then, decoded anew each time; a character of which only a part has come shows as U+FFFD.</remarks>
    public override string Text
    {
        get
        {
            lock (_gate)
            {
                if (_text is { } text)
                    return text;
                var isComplete = _isComplete;
                text = _captured.Decode(_encoding, last: isComplete);
                if (isComplete)
                    _text = text;
                return text;
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        new(_captured.Append(chunk.Span));

    /// <inheritdoc/>
    public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        // Not in turn with who reads, for whom nobody is to wait.
        _captured.Complete();
        _isComplete = true;
        return base.CompleteAsync(cancellationToken);
    }

    internal override bool IsForeign => false;

    internal override StreamSink OfSameKind() => new TextSink(_encoding, _limit);
}
