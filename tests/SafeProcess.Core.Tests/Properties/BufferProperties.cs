using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>The buffers against a plain list of bytes.</summary>
public sealed class BufferProperties
{
    [Fact]
    public void A_capture_holds_the_first_bytes_up_to_its_limit() =>
        Claim.Holds(
            Pieces.Cut(_manyBytes).Zip(_limits), Shrink,
            input =>
            {
                var (pieces, limit) = input;
                var buffer = new CaptureBuffer(limit);
                var plain = new List<byte>();
                foreach (var chunk in pieces.Chunks)
                {
                    var room = (int)Math.Min(chunk.Length, limit - plain.Count);
                    plain.AddRange(chunk[..room]);
                    Assert.Equal(room == chunk.Length, buffer.Append(chunk));
                    Assert.Equal(plain.Count, buffer.Length);
                }

                Assert.True(buffer.ToArray().AsSpan().SequenceEqual([.. plain]));
                foreach (var encoding in (Encoding[])[Encoding.Latin1, Encoding.UTF8, Encoding.Unicode])
                    Assert.Equal(encoding.GetString([.. plain]).TrimStart('\uFEFF'), buffer.Decode(encoding, last: false).TrimStart('\uFEFF'));
                Assert.Equal(Encoding.Latin1.GetString([.. plain]), buffer.Decode(Encoding.Latin1, last: true));
            },
            cases: 300);

    [Fact]
    public void The_last_line_of_a_tail_is_the_last_line_of_the_last_kibibyte_that_is_not_blank() =>
        Claim.Holds(
            Pieces.Cut(_text), Pieces.Shrink,
            pieces =>
            {
                var tail = new TailBuffer();
                foreach (var chunk in pieces.Chunks)
                    tail.Append(chunk);
                var text = Encoding.UTF8.GetString(pieces.Bytes.TakeLast(1024).ToArray());
                Assert.Equal(text.Split('\n', '\r').Select(Visible).LastOrDefault(line => line != ""), tail.LastLine(Encoding.UTF8));
            },
            cases: 1000);

    private static string Visible(string line) => string.Concat(line.SkipWhile(IsBlank).Reverse().SkipWhile(IsBlank).Reverse());

    private static bool IsBlank(char character) => char.IsWhiteSpace(character) || character is '\0' or '\uFEFF';

    private static readonly Gen<byte[]> _manyBytes =
        from length in Gen.Frequency((3, Gen.Choose(0, 50)), (2, Gen.Choose(4090, 4100)), (1, Gen.Choose(0, 200_000)))
        from seed in Gen.Choose(0, int.MaxValue)
        select Noise(length, seed);

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static readonly Gen<long> _limits = Gen.Frequency(
        (2, Gen.Constant(OutputSink.DefaultLimit)), (2, Gen.Choose(1, 60).Select(limit => (long)limit)), (2, Gen.Choose(4000, 150_000).Select(limit => (long)limit)));

    private static readonly Gen<byte[]> _text = Gen.ArrayOf(Gen.Frequency(
            (6, Gen.Elements("\n", "\r\n", "\r", "\n\n")),
            (3, Gen.Elements(" ", "\t", "\0", "\u00A0", "\v", "\uFEFF")),
            (6, Gen.Elements("a", "bc d", "é", "漢字", "\U0001F600")),
            (1, Gen.Choose(1, 12).Select(count => new string('x', count * count * count)))))
        .Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));

    private static IEnumerable<(Pieces, long)> Shrink((Pieces Pieces, long Limit) input) =>
        input.Pieces.Bytes.Length > 1000 ? [] : Pieces.Shrink(input.Pieces).Select(fewer => (fewer, input.Limit));
}
