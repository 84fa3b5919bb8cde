using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>Bytes that programs write, and bytes that they should not: fragments of several encodings, one after the other.</summary>
internal static class Streams
{
    public static readonly string[] Encodings = ["utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE", "iso-8859-1", "us-ascii"];

    /// <summary>An encoding by name, in which an invalid byte becomes U+FFFD.</summary>
    public static Encoding Encoding(string name) =>
        System.Text.Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));

    /// <summary>Bytes that an encoding has something to say about, each byte of every encoding being possible in every other.</summary>
    public static Gen<byte[]> Bytes(string encoding)
    {
        var mark = Encoding(encoding).GetPreamble();
        var fragments = Gen.Frequency(
            (8, Gen.Elements("a", "z9", "é", "漢", "\U0001F600", "\0", "\u2028", "\uFEFF").Select(text => Encoding(encoding).GetBytes(text))),
            (8, Gen.Elements("\n", "\n", "\r\n", "\r", "\r\r\n").Select(text => Encoding(encoding).GetBytes(text))),
            (4, Gen.Elements(_invalid)),
            (2, Gen.Choose(0, 255).Select(value => new[] { (byte)value })),
            (1, Gen.Constant(mark)),
            (1, Gen.Choose(1, 10).Select(count => Encoding(encoding).GetBytes(new string('x', count * count * count)))));
        return from first in Gen.Frequency((1, Gen.Constant(mark)), (3, Gen.Constant(Array.Empty<byte>())))
               from much in Gen.Frequency((20, Gen.Constant(0)), (1, Gen.Choose(65_500, 65_540)))
               from all in Gen.ArrayOf(fragments)
               select (byte[])[.. first, .. Encoding(encoding).GetBytes(new string('y', much)), .. all.SelectMany(fragment => fragment)];
    }

    // Cut off, overlong, too large or half characters of UTF-8, halves of pairs and marks of the wider encodings.
    private static readonly byte[][] _invalid =
    [
        [0xFF], [0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xEF, 0xBB], [0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF], [0, 0xD8], [0xD8, 0], [0, 0xDC], [0xDC, 0], [0, 0x0A], [0x0A, 0],
        [0x0D, 0x0A, 0, 0], [0, 0x11, 0, 0], [0xE9],
    ];
}
