using System.Text;
using SafeProcess.Platform;

namespace SafeProcess;

/// <summary>The rules of decoding that every sink shares.</summary>
internal static class TextDecoding
{
    /// <summary>The same encoding, in which an invalid byte becomes U+FFFD.</summary>
    /// <param name="encoding">Null for that of the system's programs.</param>
    public static Encoding Lenient(Encoding? encoding)
    {
        // A copy, because the framework need not know the encoding by its number.
        var lenient = (Encoding)(encoding ?? ProgramConventions.Current.OutputEncoding).Clone();
        lenient.EncoderFallback = EncoderFallback.ReplacementFallback;
        lenient.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        return lenient;
    }

    /// <summary>What follows the byte order mark at the beginning of a stream, if there is one.</summary>
    public static ReadOnlySpan<byte> WithoutByteOrderMark(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var mark = ByteOrderMark(encoding);
        return !mark.IsEmpty && bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes;
    }

    /// <summary>The bytes of the encoding's byte order mark, also when the encoding would not write one; empty when it has none.</summary>
    public static ReadOnlySpan<byte> ByteOrderMark(Encoding encoding) => encoding.CodePage switch
    {
        65001 => [0xEF, 0xBB, 0xBF],
        1200 => [0xFF, 0xFE],
        1201 => [0xFE, 0xFF],
        12000 => [0xFF, 0xFE, 0, 0],
        12001 => [0, 0, 0xFE, 0xFF],
        _ => [],
    };
}
