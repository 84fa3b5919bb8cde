using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Unit;

public sealed class CopySinkTests
{
    [Fact]
    public async Task Bytes_reach_the_stream_as_they_came()
    {
        using var target = new MemoryStream();
        await using var sink = new CopySink(target, leaveOpen: true);
        Assert.True(await sink.FeedAsync("one\0two", 2, 4));
        Assert.Equal("one\0two"u8.ToArray(), target.ToArray());
        Assert.Null(sink.Text);
    }

    [Fact]
    public async Task A_file_is_replaced()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("out"), "what was there before", TestContext.Current.CancellationToken);
        await using (var sink = CopySink.ToFile(folder.File("out")))
            Assert.True(await sink.FeedAsync("new"));
        Assert.Equal("new", await File.ReadAllTextAsync(folder.File("out"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_stream_is_closed_with_the_sink_unless_it_is_to_stay_open()
    {
        var closed = new MemoryStream();
        await new CopySink(closed).DisposeAsync();
        Assert.False(closed.CanWrite);

        using var open = new MemoryStream();
        await new CopySink(open, leaveOpen: true).DisposeAsync();
        Assert.True(open.CanWrite);
    }

    [Fact]
    public async Task A_write_that_blocks_does_not_block_the_caller()
    {
        using var target = new BlockingStream();
        var sink = new CopySink(target, leaveOpen: true);
        var write = sink.WriteAsync("x"u8.ToArray(), CancellationToken.None);
        Assert.False(write.IsCompleted);
        target.Gate.Set();
        Assert.True(await write);
    }

    [Fact]
    public void A_folder_is_no_file() => Assert.Throws<UnauthorizedAccessException>(() => CopySink.ToFile(Path.GetTempPath()));

    [Fact]
    public void A_name_that_would_become_another_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TempFolder();
        Assert.Contains("lone surrogate", Assert.Throws<IOException>(() => CopySink.ToFile(folder.File("a\ud800"))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_stream_is_needed() => Assert.Equal("target", Assert.Throws<ArgumentNullException>(() => new CopySink(null!)).ParamName);

    private sealed class BlockingStream : MemoryStream
    {
        public ManualResetEventSlim Gate { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Gate.Wait();
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            Gate.Dispose();
            base.Dispose(disposing);
        }
    }
}
