using System.Text;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

public sealed class TailBufferTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("\n \t\r\n\0", null)]
    [InlineData("one", "one")]
    [InlineData("\uFEFFone", "one")]
    [InlineData("one\ntwo\n", "two")]
    [InlineData("one\r\n  two  \r\n\r\n", "two")]
    [InlineData("progress\rdone", "done")]
    [InlineData("reason\n\u00A0\n", "reason")]
    [InlineData("reason\n\v\f\n", "reason")]
    [InlineData("one\n\0two\0\n", "two")]
    [InlineData("a\0b", "a\0b")]
    public void The_last_line_is_the_last_that_shows_anything_without_what_shows_nothing_at_its_ends(string text, string? line)
    {
        for (var cut = 0; cut <= Encoding.UTF8.GetByteCount(text); cut++)
        {
            var tail = new TailBuffer();
            tail.Append(Encoding.UTF8.GetBytes(text).AsSpan(0, cut));
            tail.Append(Encoding.UTF8.GetBytes(text).AsSpan(cut));
            Assert.Equal(line, tail.LastLine(Encoding.UTF8));
        }
    }

    [Fact]
    public void Of_a_long_line_the_last_kibibyte_is_kept()
    {
        var tail = new TailBuffer();
        tail.Append(Encoding.UTF8.GetBytes("a\n" + new string('x', 1023)));
        Assert.Equal(new string('x', 1023), tail.LastLine(Encoding.UTF8));
        tail.Append("yz"u8);
        Assert.Equal(new string('x', 1022) + "yz", tail.LastLine(Encoding.UTF8));
        tail.Append(Encoding.UTF8.GetBytes(new string('w', 5000)));
        Assert.Equal(new string('w', 1024), tail.LastLine(Encoding.UTF8));
    }
}
