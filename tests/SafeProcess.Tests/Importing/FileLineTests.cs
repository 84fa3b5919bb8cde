using System.Text;
using SafeProcess.Commands;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Importing;

/// <summary>The lines of a file of results, whatever their lengths and however they come.</summary>
public sealed class FileLineTests
{
    [EngineTheory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a\n")]
    [InlineData("\n\na\n\nbc")]
    [InlineData("12345678\n1234567\n123456789\n1")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("123456789012345678901234567890\n\n12345678\nx\n")]
    public void Lines_are_split_at_newlines_however_the_bytes_come(string text)
    {
        const int Longest = 8;
        var parts = text.Split('\n');
        var expected = parts.Select((part, i) => (i + 1L, part.Length > Longest ? "" : part, i < parts.Length - 1, part.Length > Longest))
            .Where(line => line.Item3 || line.Item2.Length > 0 || line.Item4);

        foreach (var most in (int[])[1, 2, 3, 7, 8, 9, 100])
        {
            using var stream = new SlowStream(Encoding.ASCII.GetBytes(text), most);
            Assert.Equal(expected, FileLine.Read(stream, Longest).Select(static line => (line.Number, Encoding.ASCII.GetString(line.Text.Span), line.IsEnded, line.IsTooLong)));
        }
    }

    [EngineFact]
    public void A_line_that_is_too_long_takes_no_more_memory_than_the_longest_that_is_read()
    {
        const int Longest = 1 << 20;
        using var endless = new Zeros(1L << 30);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var line = Assert.Single(FileLine.Read(endless, Longest));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * Longest);
        Assert.True(line.IsTooLong);
    }

    /// <summary>Gives a few bytes at once.</summary>
    private sealed class SlowStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }

    private sealed class Zeros(long length) : MemoryStream
    {
        private long _left = length;

        public override int Read(byte[] buffer, int offset, int count)
        {
            var given = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, given);
            _left -= given;
            return given;
        }
    }
}
