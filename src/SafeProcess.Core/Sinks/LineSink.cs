using System.Text;

namespace SafeProcess;

/// <summary>Splits a stream into lines and hands them on while the program runs.</summary>
/// <remarks>A line ends with LF or CR LF, which are not part of it; a CR alone is an ordinary character. The last line need not end in
/// a newline. Decoding is incremental: a character split across reads is one character, an invalid byte becomes U+FFFD,
/// a NUL is kept, a byte order mark at the start is removed.</remarks>
public sealed class LineSink : StreamSink
{
    private const int LongestTold = 4096;

    private readonly LineReceiver _receive;
    private readonly Encoding _encoding;
    private readonly Decoder _decoder;
    private readonly int _limit;
    private char[] _text = new char[1024];
    private int _length;
    private bool _started;
    private bool _full;
    private bool _told;

    /// <summary>Takes the lines of one read, in order. The list is the receiver's to keep. A task that is not yet complete holds the
    /// program back.</summary>
    public delegate ValueTask LineReceiver(IReadOnlyList<string> lines, CancellationToken cancellationToken);

    /// <summary>A sink that hands lines to a receiver.</summary>
    /// <param name="receive">Takes the lines; must not block.</param>
    /// <param name="encoding">UTF-8 when null; on Windows that of the console.</param>
    /// <param name="limit">The longest line, in characters; a longer one ends the run with <see cref="Outcome.OutputLimitExceeded"/>,
    /// and as much of it is handed on. More than 1,073,741,791 counts as that: no string is longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range (1 to 2,147,483,591).</exception>
    public LineSink(LineReceiver receive, Encoding? encoding = null, long limit = OutputSink.DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(receive);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, CaptureBuffer.Largest);
        _receive = receive;
        _encoding = TextDecoding.Lenient(encoding);
        _decoder = _encoding.GetDecoder();
        _limit = (int)Math.Min(limit, TextSink.LongestString);
    }

    /// <summary>A line that is longer than the limit is handed on in parts, instead of ending the run.</summary>
    public bool BreakLongLines { get; init; }

    /// <summary>Is told what stands after the last newline, such as a question that waits for its answer, after each read that changed it; empty once the
    /// line has ended. Of a longer one the last 4,096 characters. Must not block.</summary>
    public Action<string>? Unfinished { get; init; }

    /// <inheritdoc/>
    public override Encoding Encoding => _encoding;

    /// <inheritdoc/>
    public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        var handedOn = HandOnAsync(Split(chunk.Span, flush: false), cancellationToken);
        return Unfinished is null ? handedOn : TellUnfinishedAsync(handedOn);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        var lines = Split([], flush: true) ?? [];
        if (_length > 0)
            lines.Add(TakeRest());
        var handedOn = HandOnAsync(lines, cancellationToken);
        return Unfinished is null ? handedOn : TellUnfinishedAsync(handedOn);
    }

    private ValueTask<bool> HandOnAsync(List<string>? lines, CancellationToken cancellationToken)
    {
        if (lines is null or { Count: 0 })
            return new(!_full);
        var handedOn = _receive(lines, cancellationToken);
        return handedOn.IsCompletedSuccessfully ? new(!_full) : AwaitAsync(handedOn);
    }

    private async ValueTask<bool> TellUnfinishedAsync(ValueTask<bool> handedOn)
    {
        var goesOn = await handedOn.ConfigureAwait(false);
        if (_length > 0)
            Unfinished!(new string(_text.AsSpan(Math.Max(0, _length - LongestTold), Math.Min(_length, LongestTold))));
        else if (_told)
            Unfinished!(string.Empty);
        _told = _length > 0;
        return goesOn;
    }

    private async ValueTask<bool> AwaitAsync(ValueTask handedOn)
    {
        await handedOn.ConfigureAwait(false);
        return !_full;
    }

    private List<string>? Split(ReadOnlySpan<byte> bytes, bool flush)
    {
        if (_full)
            return null;
        List<string>? lines = null;
        do
        {
            // In pieces, so that one large read of short lines does not grow the buffer to the size of the read.
            var piece = bytes[..Math.Min(bytes.Length, 64 * 1024)];
            bytes = bytes[piece.Length..];
            var searched = _length;
            Decode(piece, flush && bytes.IsEmpty);
            CutLines(searched, ref lines);
        }
        while (!bytes.IsEmpty && !_full);

        return lines;
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var needed = _length + _encoding.GetMaxCharCount(bytes.Length);
        if (needed > _text.Length)
            Array.Resize(ref _text, (int)Math.Max(needed, Math.Min(_text.Length * 2L, Array.MaxLength)));
        var count = _decoder.GetChars(bytes, _text.AsSpan(_length), flush);
        if (!_started && count > 0)
        {
            _started = true;
            if (_text[_length] == '\uFEFF' && !TextDecoding.ByteOrderMark(_encoding).IsEmpty)
            {
                count--;
                _text.AsSpan(_length + 1, count).CopyTo(_text.AsSpan(_length));
            }
        }

        _length += count;
    }

    private void CutLines(int searched, ref List<string>? lines)
    {
        var start = 0;
        var text = _text.AsSpan(0, _length);
        while (!_full)
        {
            var found = text[searched..].IndexOf('\n');
            var end = found < 0 ? text.Length : searched + found;
            var last = end > start && text[end - 1] == '\r' ? end - 1 : end;
            if (last - start > _limit && BreakLongLines)
            {
                (lines ??= []).Add(new string(text.Slice(start, _limit)));
                start += _limit;
                continue;
            }

            if (last - start > _limit)
            {
                _full = true;
                (lines ??= []).Add(new string(text.Slice(start, _limit)));
                start = text.Length;
                break;
            }

            if (found < 0)
                break;
            (lines ??= new List<string>(64)).Add(new string(text[start..last]));
            start = searched = end + 1;
        }

        text[start..].CopyTo(_text);
        _length -= start;
    }

    private string TakeRest()
    {
        // Here a CR at the end is no part of a newline, and counts.
        _full = _length > _limit && !BreakLongLines;
        var rest = new string(_text, 0, _full ? _limit : _length);
        _length = 0;
        return rest;
    }
}
