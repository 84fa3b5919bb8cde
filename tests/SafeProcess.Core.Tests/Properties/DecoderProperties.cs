using System.Text;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>Text decoded as it comes is the text decoded at once.</summary>
public sealed class DecoderProperties
{
    public static TheoryData<string> Encodings => new(Streams.Encodings);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Bytes_cut_anywhere_are_the_text_that_the_framework_makes_of_all_of_them(string encoding) =>
        Claim.Holds(
            Pieces.Cut(Streams.Bytes(encoding)), Pieces.Shrink,
            pieces =>
            {
                var sink = new TextSink(Encoding.GetEncoding(encoding));
                Assert.True(pieces.Feed(sink));
                Assert.Equal(AtOnce(encoding, pieces.Bytes), sink.Text);
            },
            cases: 100);

    [Fact]
    public void UTF_8_cut_anywhere_is_one_character_after_the_other_and_U_FFFD_for_what_is_none() =>
        Claim.Holds(
            Pieces.Cut(Streams.Bytes("utf-8")), Pieces.Shrink,
            pieces =>
            {
                var sink = new TextSink(Encoding.UTF8);
                Assert.True(pieces.Feed(sink));
                Assert.Equal(CharacterByCharacter(pieces.Bytes), sink.Text);
            },
            cases: 200);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Lines_are_the_same_text_as_the_whole(string encoding) =>
        Claim.Holds(
            Pieces.Cut(Streams.Bytes(encoding)), Pieces.Shrink,
            pieces =>
            {
                // Line feeds delimit, so nothing else may differ between the two ways to decode.
                var received = new List<string>();
                var lines = new LineSink((some, _) => { received.AddRange(some); return default; }, Encoding.GetEncoding(encoding));
                Assert.True(pieces.Feed(lines));
                var whole = AtOnce(encoding, pieces.Bytes).Replace("\r\n", "\n", StringComparison.Ordinal);
                var joined = string.Join('\n', received);
                Assert.Equal(whole, whole.EndsWith('\n') ? joined + "\n" : joined);
            },
            cases: 100);

    private static string AtOnce(string encoding, byte[] bytes)
    {
        var framework = Streams.Encoding(encoding);
        var mark = framework.GetPreamble();
        return framework.GetString(mark.Length > 0 && bytes.AsSpan().StartsWith(mark) ? bytes[mark.Length..] : bytes);
    }

    private static string CharacterByCharacter(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            text.Append(rune.ToString());
            bytes = bytes[length..];
        }

        return text is [('\uFEFF'), ..] ? text.ToString(1, text.Length - 1) : text.ToString();
    }
}
