using System.Text;

namespace SafeProcess;

/// <summary>Makes one text of many parts without having all of them twice: what a part held is given back once it is decoded.</summary>
internal sealed class PartDecoder(List<CapturedPart> parts, Encoding encoding)
{
    private const int Scratch = 16 * 1024;

    /// <summary>Whether an encoding can be trusted to decode in parts as it does the whole. One that is a caller's own need not.</summary>
    public static bool Knows(Encoding encoding) => encoding.GetType().Assembly == typeof(Encoding).Assembly;

    /// <summary>Decodes all of it, without a byte order mark at the start.</summary>
    /// <param name="releases">Gives each part back on the way.</param>
    public string Decode(bool releases) => string.Create(Count(), (this, releases), static (text, state) => state.Item1.Fill(text, state.releases));

    private void Fill(Span<char> text, bool releases)
    {
        var decoder = encoding.GetDecoder();
        for (var index = 0; index < parts.Count; index++)
        {
            text = text[decoder.GetChars(Bytes(index), text, flush: index == parts.Count - 1)..];
            if (releases)
                parts[index].Segment.Dispose();
        }

        GC.KeepAlive(parts);
    }

    private int Count()
    {
        if (IsAscii())
            return parts.Sum(static part => part.Length);
        var count = 0;
        var decoder = encoding.GetDecoder();
        var scratch = new char[Scratch];
        for (var index = 0; index < parts.Count; index++)
        {
            var rest = Bytes(index);
            for (bool completed = false; !completed;)
            {
                decoder.Convert(rest, scratch, flush: index == parts.Count - 1, out var used, out var made, out completed);
                rest = rest[used..];
                count += made;
            }
        }

        GC.KeepAlive(parts);
        return count;
    }

    // The most there is: each byte is a character then.
    private bool IsAscii()
    {
        if (encoding.CodePage != Encoding.UTF8.CodePage)
            return false;
        foreach (var part in parts)
        {
            if (!Ascii.IsValid(part.Bytes))
                return false;
        }

        GC.KeepAlive(parts);
        return true;
    }

    private ReadOnlySpan<byte> Bytes(int index) => index == 0 ? TextDecoding.WithoutByteOrderMark(encoding, parts[0].Bytes) : parts[index].Bytes;
}
