using System.Text;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Unit;

public sealed class TeeSinkTests
{
    [Fact]
    public async Task Each_sink_gets_all_of_the_stream()
    {
        var (text, bytes) = (new TextSink(Encoding.Latin1), new ByteSink());
        var tee = new TeeSink(text, bytes);
        Assert.True(await tee.FeedAsync("one\ntwo", 2, 5));
        Assert.Equal(("one\ntwo", "one\ntwo"), (tee.Text, Encoding.UTF8.GetString(bytes.ToArray())));
        Assert.Equal(Encoding.Latin1.CodePage, tee.Encoding.CodePage);
    }

    [Fact]
    public async Task Its_text_is_that_of_the_first_that_keeps_some()
    {
        var tee = new TeeSink(new CountingSink(), new TextSink(), new TextSink(limit: 1));
        await tee.FeedAsync("ab");
        Assert.Equal("ab", tee.Text);
        Assert.Null(new TeeSink(new CountingSink()).Text);
    }

    [Fact]
    public async Task It_is_full_when_one_is_and_the_others_have_the_chunk()
    {
        var text = new TextSink();
        Assert.False(await new TeeSink(new TextSink(limit: 1), text).FeedAsync("ab"));
        Assert.Equal("ab", text.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_fails_fails_it_once_the_others_have_done_with_the_chunk(bool atOnce)
    {
        var slow = new TaskCompletionSource<bool>();
        var tee = new TeeSink(
            new FunctionSink((_, _) => atOnce ? throw new IOException("full") : new(Task.FromException<bool>(new IOException("full")))),
            new FunctionSink((_, _) => new(slow.Task)));
        var written = tee.WriteAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        Assert.False(written.IsCompleted);
        slow.SetResult(true);
        Assert.Equal("full", (await Assert.ThrowsAsync<IOException>(() => written)).Message);
    }

    [Fact]
    public async Task The_slowest_holds_the_program_back()
    {
        var slow = new TaskCompletionSource<bool>();
        var written = new TeeSink(new CountingSink(), new FunctionSink((_, _) => new(slow.Task))).WriteAsync(new byte[1], TestContext.Current.CancellationToken);
        Assert.False(written.IsCompleted);
        slow.SetResult(true);
        Assert.True(await written);
    }

    [Fact]
    public async Task All_learn_of_the_end()
    {
        var lines = new List<string>();
        var tee = new TeeSink(new TextSink(), new LineSink((got, _) =>
        {
            lines.AddRange(got);
            return default;
        }));
        await tee.FeedAsync("no newline");
        Assert.Equal(["no newline"], lines);
    }

    [Fact]
    public void It_needs_a_sink() => Assert.Throws<ArgumentOutOfRangeException>(() => new TeeSink());
}
