using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>The line splitter against a splitter that sees the whole text, one character after the other.</summary>
public sealed class LineProperties
{
    [Fact]
    public void Lines_are_those_of_the_whole_text_wherever_it_is_cut_and_whatever_the_limit() =>
        Claim.Holds(
            Pieces.Cut(_text).Zip(_limits), Shrink,
            input =>
            {
                var (pieces, limit) = input;
                var received = new List<string>();
                var room = pieces.Feed(Sink(received, limit));
                var (lines, fit) = Split(Encoding.UTF8.GetString(pieces.Bytes), limit);
                Assert.Equal(lines, received);
                Assert.Equal(fit, room);
            },
            cases: 500);

    [Fact]
    public void Each_line_is_handed_on_with_the_write_that_brings_its_newline() =>
        Claim.Holds(
            Pieces.Cut(_text), Pieces.Shrink,
            pieces =>
            {
                var received = new List<string>();
                var bytes = pieces.Bytes;
                var written = 0;
                pieces.Feed(Sink(received, OutputSink.DefaultLimit), count =>
                {
                    written += count;
                    Assert.Equal(bytes.AsSpan(0, written).Count((byte)'\n'), received.Count);
                });
            },
            cases: 150);

    // Now and then more than the splitter decodes at once.
    private static readonly Gen<byte[]> _text =
        from much in Gen.Frequency((30, Gen.Constant(0)), (1, Gen.Choose(65_500, 65_540)))
        from parts in Gen.ArrayOf(Gen.Frequency(
            (6, Gen.Elements("\n", "\r\n", "\r", "\r\r\n", "\n\n")),
            (6, Gen.Elements("a", "bc", "é", "漢字", "\U0001F600", "\0", " ", "\u0085")),
            (1, Gen.Choose(1, 12).Select(count => new string('x', count * count * count)))))
        select Encoding.UTF8.GetBytes(new string('y', much) + string.Concat(parts));

    private static readonly Gen<long> _limits = Gen.Frequency(
        (2, Gen.Constant(OutputSink.DefaultLimit)), (3, Gen.Choose(1, 6).Select(limit => (long)limit)), (1, Gen.Choose(1, 70_000).Select(limit => (long)limit)));

    private static IEnumerable<(Pieces, long)> Shrink((Pieces Pieces, long Limit) input) =>
        Pieces.Shrink(input.Pieces).Select(fewer => (fewer, input.Limit));

    private static LineSink Sink(List<string> received, long limit) => new(
        (lines, _) =>
        {
            Assert.NotEmpty(lines);
            received.AddRange(lines);
            return default;
        },
        Encoding.UTF8,
        limit);

    private static (List<string> Lines, bool Fit) Split(string text, long limit)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var ends = text.Count(character => character == '\n');
        foreach (var character in text.EndsWith('\n') || text == "" ? text : text + "\n")
        {
            if (character != '\n')
            {
                line.Append(character);
                continue;
            }

            // A CR before the end of the stream is an ordinary character.
            if (lines.Count < ends && line is [.., '\r'])
                line.Length--;
            if (line.Length > limit)
            {
                lines.Add(line.ToString(0, (int)limit));
                return (lines, false);
            }

            lines.Add(line.ToString());
            line.Clear();
        }

        return (lines, true);
    }
}
