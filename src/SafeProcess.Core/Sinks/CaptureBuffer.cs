using System.Text;

namespace SafeProcess;

/// <summary>Bytes kept in memory in segments that grow with the stream, so that growing never copies what is there. Safe from any thread: what has come may be
/// read while more comes.</summary>
internal sealed class CaptureBuffer
{
    /// <summary>The most bytes one buffer may keep: the longest array.</summary>
    public const long Largest = 2_147_483_591;

    private const int FirstSegment = 4 * 1024;
    private const int LargestSegment = 4 * 1024 * 1024;

    // The collector's memory is used again by the next run; the system's has to be cleared each time. What is worth giving back is what comes after this.
    private const int MostOfCollector = 16 * 1024 * 1024;

    private readonly object _gate = new();
    private readonly List<CaptureSegment> _segments = [];
    private readonly long _limit;

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
        lock (_gate)
        {
            var fits = (int)Math.Min(bytes.Length, _limit - Length);
            Length += fits;
            for (var rest = bytes[..fits]; !rest.IsEmpty; rest = _segments[^1].Append(rest))
            {
                if (_segments.Count == 0 || _segments[^1].Used == _segments[^1].Length)
                    Grow(rest.Length);
            }

            return fits == bytes.Length;
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete()
    {
        lock (_gate)
            _segments.FindLast(static segment => segment.Pages is not null)?.Pages!.Weigh(_segments.Sum(static segment => segment.Pages is null ? 0L : segment.Length));
    }

    public byte[] ToArray() => Join(Parts());

    /// <summary>Decodes everything, without a byte order mark at the start.</summary>
    /// <param name="encoding">What it is decoded with.</param>
    /// <param name="last">Gives the memory back on the way, so that there is never much more of it than the text takes. Then nothing is kept any more, and
    /// nobody else may be reading.</param>
    public string Decode(Encoding encoding, bool last)
    {
        var parts = Parts();
        var text = parts.Count > 1 && PartDecoder.Knows(encoding) ? new PartDecoder(parts, encoding).Decode(releases: last) : DecodeWhole(parts, encoding);
        if (last)
            Clear();
        return text;
    }

    private static string DecodeWhole(List<CapturedPart> parts, Encoding encoding)
    {
        var bytes = parts.Count switch { 0 => [], 1 => parts[0].Bytes, _ => Join(parts) };
        var text = encoding.GetString(TextDecoding.WithoutByteOrderMark(encoding, bytes));
        GC.KeepAlive(parts);
        return text;
    }

    /// <summary>What has come by now. Whoever brings more does not wait until it is read.</summary>
    private List<CapturedPart> Parts()
    {
        lock (_gate)
            return [.. _segments.Select(static segment => new CapturedPart(segment, segment.Used))];
    }

    private void Clear()
    {
        lock (_gate)
        {
            _segments.ForEach(static segment => segment.Dispose());
            _segments.Clear();
        }
    }

    private static byte[] Join(List<CapturedPart> parts)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(parts.Sum(static part => part.Length));
        var position = 0;
        foreach (var part in parts)
        {
            part.Bytes.CopyTo(bytes.AsSpan(position));
            position += part.Length;
        }

        GC.KeepAlive(parts);
        return bytes;
    }

    private void Grow(int atLeast)
    {
        var last = _segments.Count == 0 ? 0 : _segments[^1].Length;
        var size = Math.Clamp(Math.Max(last * 2, atLeast), FirstSegment, LargestSegment);
        var before = Length - atLeast;
        _segments.Add(new CaptureSegment((int)Math.Min(size, Math.Max(_limit - before, atLeast)), inPages: before >= MostOfCollector));
    }
}
