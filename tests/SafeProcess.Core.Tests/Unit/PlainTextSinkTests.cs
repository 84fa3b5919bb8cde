using System.Text;

namespace SafeProcess.Core.Tests.Unit;

public sealed class PlainTextSinkTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\e[31mred\e[0m", "red")]
    [InlineData("\e[38;2;1;2;3mcolour\e[m", "colour")]
    [InlineData("\e[?25l\e[2K\e[1Gline", "line")]
    [InlineData("\e]0;title\aafter", "after")]
    [InlineData("\e]8;;http://a.b\e\\link\e]8;;\e\\", "link")]
    [InlineData("\eP1$r0m\e\\after", "after")]
    [InlineData("\e(Bplain\e=\e>", "plain")]
    [InlineData("a\e", "a")]
    [InlineData("a\e[3", "a")]
    [InlineData("\e[3\nb", "\nb")]
    [InlineData("\e]never ended\nnext", "\nnext")]
    [InlineData("\ePnever ended\r\nnext", "\r\nnext")]
    [InlineData("\e[31\u0018kept", "kept")]
    [InlineData("\e[\e[1mb", "b")]
    [InlineData("\eä", "ä")]
    [InlineData("tab\tbell\aback\b", "tab\tbell\aback\b")]
    public async Task Escape_sequences_are_left_out_and_nothing_else(string written, string left)
    {
        var bytes = Encoding.UTF8.GetBytes(written);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var sink = new PlainTextSink(new TextSink(Encoding.UTF8));
            foreach (var piece in bytes.Chunk(size))
                Assert.True(await sink.WriteAsync(piece, TestContext.Current.CancellationToken));
            Assert.True(await sink.CompleteAsync(TestContext.Current.CancellationToken));
            Assert.Equal(left, sink.Text);
        }
    }

    [Fact]
    public async Task A_sink_that_is_full_says_so_through_it()
    {
        var sink = new PlainTextSink(new TextSink(Encoding.UTF8, limit: 3));
        Assert.True(await sink.WriteAsync("\e[1mabc"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.False(await sink.WriteAsync("\e[0md"u8.ToArray(), TestContext.Current.CancellationToken));
        Assert.Equal("abc", sink.Text);
    }

    [Theory]
    [InlineData("120x40", 120, 40)]
    [InlineData("80 X 24", 80, 24)]
    public void A_size_is_read_as_people_write_it(string text, int columns, int rows) => Assert.Equal(new TerminalSize(columns, rows), TerminalSize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("120")]
    [InlineData("120x")]
    [InlineData("-1x2")]
    [InlineData("1x2x3")]
    public void Anything_else_is_no_size(string text) => Assert.Contains("120x40", Assert.Throws<FormatException>(() => TerminalSize.Parse(text)).Message, StringComparison.Ordinal);
}
