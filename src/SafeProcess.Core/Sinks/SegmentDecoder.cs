using System.Text;

namespace SafeProcess;

/// <summary>Makes one text of many segments without having all of them twice: what a segment held is given back once it is decoded.</summary>
internal sealed class SegmentDecoder(List<CaptureSegment> segments, Encoding encoding)
{
    private const int Scratch = 16 * 1024;

    /// <summary>Whether an encoding can be trusted to decode in parts as it does the whole. One that is a caller's own need not.</summary>
    public static bool Knows(Encoding encoding) => encoding.GetType().Assembly == typeof(Encoding).Assembly;

    /// <summary>Decodes all of it, without a byte order mark at the start.</summary>
    /// <param name="releases">Gives each segment back on the way.</param>
    public string Decode(bool releases) => string.Create(Count(), (this, releases), static (text, state) => state.Item1.Fill(text, state.releases));

    private void Fill(Span<char> text, bool releases)
    {
        var decoder = encoding.GetDecoder();
        for (var index = 0; index < segments.Count; index++)
        {
            text = text[decoder.GetChars(Bytes(index), text, flush: index == segments.Count - 1)..];
            if (releases)
                segments[index].Dispose();
        }
    }

    private int Count()
    {
        if (IsAscii())
            return segments.Sum(static segment => segment.Used);
        var count = 0;
        var decoder = encoding.GetDecoder();
        var scratch = new char[Scratch];
        for (var index = 0; index < segments.Count; index++)
        {
            var rest = Bytes(index);
            for (bool completed = false; !completed;)
            {
                decoder.Convert(rest, scratch, flush: index == segments.Count - 1, out var used, out var made, out completed);
                rest = rest[used..];
                count += made;
            }
        }

        return count;
    }

    // The most there is: each byte is a character then.
    private bool IsAscii()
    {
        if (encoding.CodePage != Encoding.UTF8.CodePage)
            return false;
        foreach (var segment in segments)
        {
            if (!Ascii.IsValid(segment.Bytes))
                return false;
        }

        return true;
    }

    private ReadOnlySpan<byte> Bytes(int index) => index == 0 ? TextDecoding.WithoutByteOrderMark(encoding, segments[0].Bytes) : segments[index].Bytes;
}
