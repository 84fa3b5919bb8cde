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

    private readonly object _gate = new();
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
        lock (_gate)
            return Keep(bytes);
    }

    public byte[] ToArray()
    {
        lock (_gate)
            return Join();
    }

    /// <summary>Decodes everything, without a byte order mark at the start.</summary>
    public string Decode(Encoding encoding)
    {
        lock (_gate)
        {
            ReadOnlySpan<byte> bytes = _full.Count == 0 ? _current.AsSpan(0, _used) : Join();
            var mark = TextDecoding.ByteOrderMark(encoding);
            return encoding.GetString(!mark.IsEmpty && bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _full.Clear();
            _current = [];
            _used = 0;
        }
    }

    private bool Keep(ReadOnlySpan<byte> bytes)
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

    private byte[] Join()
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)Length);
        var position = 0;
        foreach (var segment in _full)
        {
            segment.CopyTo(bytes, position);
            position += segment.Length;
        }

        _current.AsSpan(0, _used).CopyTo(bytes.AsSpan(position));
        return bytes;
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
