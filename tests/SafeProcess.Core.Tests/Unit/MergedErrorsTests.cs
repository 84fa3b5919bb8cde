using System.Text;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

public sealed class MergedErrorsTests
{
    private readonly TextSink _text = new();

    [Fact]
    public async Task A_line_goes_on_once_it_is_whole()
    {
        var (one, two, _) = Stages(_text);
        await WriteAsync(one, "begun");
        await WriteAsync(two, "whole\nand begun");
        await WriteAsync(one, " and ended\n");
        await CompleteAsync(one, two);
        Assert.Equal("whole\nbegun and ended\nand begun", _text.Text);
    }

    [Fact]
    public async Task A_last_line_without_a_newline_gets_one_when_another_stage_goes_on()
    {
        var (one, two, three) = Stages(_text);
        await WriteAsync(one, "first");
        await CompleteAsync(one);
        await WriteAsync(two, "second\n");
        await WriteAsync(three, "third");
        await CompleteAsync(two, three);
        Assert.Equal("first\nsecond\nthird", _text.Text);
    }

    [Fact]
    public async Task A_line_without_end_is_not_held_for_ever()
    {
        var (one, two, _) = Stages(_text);
        var part = new string('x', 40_000);
        await WriteAsync(one, part);
        await WriteAsync(one, part);
        await WriteAsync(two, "second\n");
        await WriteAsync(one, "rest\n");
        await CompleteAsync(one, two);
        Assert.Equal($"{part}{part}\nsecond\nrest\n", _text.Text);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task Characters_of_several_bytes_are_not_torn(string encoding)
    {
        var text = new TextSink(Encoding.GetEncoding(encoding));
        var (one, two, _) = Stages(text);
        // U+0A0A and U+0A00 have bytes that are a newline elsewhere.
        var bytes = Encoding.GetEncoding(encoding).GetBytes("\u0A0A\u0A00\u000A\u0A0A\n");
        for (var index = 0; index < bytes.Length; index++)
        {
            await one.WriteAsync(bytes.AsMemory(index, 1), default);
            await two.WriteAsync(Encoding.GetEncoding(encoding).GetBytes("z\n"), default);
        }

        await CompleteAsync(one, two);
        Assert.Equal("\u0A0A\u0A00\n\u0A0A\n", string.Concat(text.Text.Split("z\n")));
    }

    [Fact]
    public async Task The_end_is_told_once_when_all_stages_have_ended()
    {
        var sink = new Support.FunctionSink((_, _) => new(true));
        var (one, two, three) = Stages(sink);
        await CompleteAsync(one, two);
        Assert.Equal(0, sink.Completions);
        await CompleteAsync(three);
        Assert.Equal(1, sink.Completions);
    }

    [Fact]
    public async Task A_full_sink_is_told_to_every_stage()
    {
        var (one, two, _) = Stages(new TextSink(limit: 3));
        Assert.False(await one.WriteAsync("1234\n"u8.ToArray(), default));
        Assert.False(await two.WriteAsync("5\n"u8.ToArray(), default));
    }

    [Fact]
    public async Task What_a_stage_wrote_is_kept_at_once()
    {
        var kept = new TextSink();
        var stage = new MergedErrors(_text).Add(kept);
        await WriteAsync(stage, "no newline");
        Assert.Equal("no newline", stage.Text);
        Assert.Equal("", _text.Text);
    }

    private static (StreamSink One, StreamSink Two, StreamSink Three) Stages(StreamSink sink)
    {
        var merged = new MergedErrors(sink);
        return (merged.Add(null), merged.Add(null), merged.Add(null));
    }

    private static async Task WriteAsync(StreamSink stage, string text) => Assert.True(await stage.WriteAsync(Encoding.UTF8.GetBytes(text), default));

    private static async Task CompleteAsync(params StreamSink[] stages)
    {
        foreach (var stage in stages)
            Assert.True(await stage.CompleteAsync(default));
    }
}
