using System.Text;

namespace SafeProcess;

/// <summary>Bytes kept in memory in segments that grow with the stream, so that growing never copies what is there.</summary>
internal sealed class CaptureBuffer
{
    /// <summary>The most bytes one buffer may keep: the longest array.</summary>
    public const long Largest = 2_147_483_591;

    private const int FirstSegment = 4 * 1024;
    private const int LargestSegment = 4 * 1024 * 1024;

    private readonly List<byte[]> _full = [];
    private readonly long _limit;
    private byte[] _current = [];
    private int _used;

    public CaptureBuffer(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Largest);
        _limit = limit;
    }

    public long Length { get; private set; }

    /// <summary>Keeps what fits.</summary>
    /// <returns>False when not all of it did.</returns>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        var fits = (int)Math.Min(bytes.Length, _limit - Length);
        var rest = bytes[..fits];
        Length += fits;
        while (!rest.IsEmpty)
        {
            if (_used == _current.Length)
                Grow(rest.Length);
            var count = Math.Min(rest.Length, _current.Length - _used);
            rest[..count].CopyTo(_current.AsSpan(_used));
            _used += count;
            rest = rest[count..];
        }

        return fits == bytes.Length;
    }

    public byte[] ToArray()
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)Length);
        var position = 0;
        foreach (var (segment, _) in SegmentsFrom(0))
        {
            segment.Span.CopyTo(bytes.AsSpan(position));
            position += segment.Length;
        }

        return bytes;
    }

    /// <summary>Decodes everything, without a byte order mark at the start.</summary>
    public string Decode(Encoding encoding)
    {
        if (Length == 0)
            return string.Empty;

        var skip = PreambleLength(encoding);
        if (_full.Count == 0)
            return encoding.GetString(_current, skip, _used - skip);

        var counter = encoding.GetDecoder();
        var characters = 0;
        foreach (var (segment, last) in SegmentsFrom(skip))
            characters += counter.GetCharCount(segment.Span, flush: last);

        return string.Create(characters, (Buffer: this, Decoder: encoding.GetDecoder(), Skip: skip), static (target, state) =>
        {
            foreach (var (segment, last) in state.Buffer.SegmentsFrom(state.Skip))
                target = target[state.Decoder.GetChars(segment.Span, target, flush: last)..];
        });
    }

    public void Clear()
    {
        _full.Clear();
        _current = [];
        _used = 0;
    }

    private int PreambleLength(Encoding encoding)
    {
        var first = _full.Count > 0 ? _full[0] : _current.AsSpan(0, _used);
        var mark = TextDecoding.ByteOrderMark(encoding);
        return !mark.IsEmpty && first.StartsWith(mark) ? mark.Length : 0;
    }

    private IEnumerable<(ReadOnlyMemory<byte> Segment, bool Last)> SegmentsFrom(int skip)
    {
        foreach (var segment in _full)
        {
            yield return (segment.AsMemory(skip), false);
            skip = 0;
        }

        yield return (_current.AsMemory(skip, _used - skip), true);
    }

    private void Grow(int atLeast)
    {
        if (_current.Length > 0)
            _full.Add(_current);
        var size = Math.Clamp(Math.Max(_current.Length * 2, atLeast), FirstSegment, LargestSegment);
        _current = GC.AllocateUninitializedArray<byte>((int)Math.Min(size, Math.Max(_limit - (Length - atLeast), atLeast)));
        _used = 0;
    }
}
