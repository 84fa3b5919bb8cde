using System.Text;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Promise 9, with real pipes: text is decoded incrementally.</summary>
public sealed class TextTests
{
    [Fact]
    public async Task Characters_whose_bytes_come_one_by_one_are_whole_in_the_text()
    {
        var hex = Convert.ToHexString("a\U0001F600é\U0001F600"u8);
        var result = await RunAsync(UnrulyProgram.Spec("bytes", hex, "--to", "both", "--every", "5"));
        Assert.Equal("a\U0001F600é\U0001F600", result.StandardOutput);
        Assert.Equal("a\U0001F600é\U0001F600", result.StandardError);
    }

    [Fact]
    public async Task Characters_whose_bytes_come_one_by_one_are_whole_in_the_lines()
    {
        var hex = Convert.ToHexString("\U0001F600\r\n\U0001F600"u8);
        Assert.Equal(["\U0001F600", "\U0001F600"], await LinesAsync(UnrulyProgram.Spec("bytes", hex, "--every", "5")));
    }

    [Fact]
    public async Task Invalid_bytes_become_replacement_characters()
    {
        var result = await RunAsync(UnrulyProgram.Spec("bytes", "61FF62F09F"));
        Assert.Equal("a\uFFFDb\uFFFD", result.StandardOutput);
        Assert.Equal(["a\uFFFDb\uFFFD"], await LinesAsync(UnrulyProgram.Spec("bytes", "61FF62F09F")));
    }

    [Fact]
    public async Task UTF_16_is_decoded_when_it_is_asked_for()
    {
        var hex = Convert.ToHexString([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("é\U0001F600\r\nz")]);
        var result = await RunAsync(UnrulyProgram.Spec("bytes", hex), OutputSink.Text(Encoding.Unicode));
        Assert.Equal("é\U0001F600\r\nz", result.StandardOutput);
        Assert.Equal(["é\U0001F600", "z"], await LinesAsync(UnrulyProgram.Spec("bytes", hex), Encoding.Unicode));
    }

    [Fact]
    public async Task A_NUL_is_kept()
    {
        var result = await RunAsync(UnrulyProgram.Spec("bytes", "610062000A"));
        Assert.Equal("a\0b\0\n", result.StandardOutput);
        Assert.Equal(["a\0b\0"], await LinesAsync(UnrulyProgram.Spec("bytes", "610062000A")));
    }

    [Fact]
    public async Task A_line_of_a_hundred_million_characters_is_one_line_and_one_text()
    {
        var spec = UnrulyProgram.Spec("repeat", "x", "100000000");
        Assert.Equal(100_000_000, Assert.Single(await LinesAsync(spec)).Length);
        var text = (await RunAsync(spec)).StandardOutput!;
        Assert.Equal(100_000_000, text.Length);
        Assert.Equal(-1, text.AsSpan().IndexOfAnyExcept('x'));
    }

    [Fact]
    public async Task No_output_is_the_empty_text_and_no_line()
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0"));
        Assert.Equal(("", ""), (result.StandardOutput, result.StandardError));
        Assert.Equal((0L, 0L), (result.StandardOutputLength, result.StandardErrorLength));
        Assert.Empty(await LinesAsync(UnrulyProgram.Spec("exit", "0")));
    }

    [Theory]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    public async Task The_last_line_need_not_end_in_a_newline(string text, string[] lines)
    {
        Assert.Equal(lines, await LinesAsync(UnrulyProgram.Spec("exit", "0", "--out", text)));
        Assert.Equal(text, (await RunAsync(UnrulyProgram.Spec("exit", "0", "--out", text))).StandardOutput);
    }

    [Fact]
    public async Task A_million_lines_come_in_order()
    {
        var lines = await LinesAsync(UnrulyProgram.Spec("numbers", "1000000"));
        Assert.Equal(1_000_000, lines.Count);
        for (var i = 0; i < lines.Count; i++)
            if (lines[i] != (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))
                Assert.Fail($"Line {i + 1} is {lines[i]}");
    }

    [Fact]
    public async Task Bytes_are_kept_as_they_came()
    {
        var sink = new ByteSink();
        var result = await RunAsync(UnrulyProgram.Spec("bytes", "00FF0D0A80"), new(sink, new CountingSink()));
        Assert.Equal([0x00, 0xFF, 0x0D, 0x0A, 0x80], sink.ToArray());
        Assert.Null(result.StandardOutput);
    }

    [Fact]
    public async Task Merged_streams_come_in_the_order_they_were_written()
    {
        var spec = UnrulyProgram.Spec("alternate", "3000") with { MergeStandardError = true };
        var result = await RunAsync(spec);
        Assert.Equal(string.Concat(Enumerable.Range(1, 3000).Select(i => $"out {i}\nerr {i}\n")), result.StandardOutput);
        Assert.Equal(("", 0L), (result.StandardError, result.StandardErrorLength));
        Assert.Equal(result.StandardOutput!.Length, result.StandardOutputLength);
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(ProcessSpec spec, Encoding? encoding = null)
    {
        var taken = new List<string>();
        var sink = new LineSink(
            (lines, _) =>
            {
                taken.AddRange(lines);
                return default;
            },
            encoding ?? ThisSystem.UnrulyEncoding);
        var result = await RunAsync(spec, new(sink, new TextSink()));
        Assert.Equal((Outcome.Exited, 0), (result.Outcome, result.ExitCode));
        return taken;
    }
}
