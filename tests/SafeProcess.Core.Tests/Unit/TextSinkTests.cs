using System.Text;

namespace SafeProcess.Core.Tests.Unit;

public sealed class TextSinkTests
{
    private const string FourBytes = "a\U0001F600z";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_character_cut_between_reads_is_one_character(int cut)
    {
        var sink = new TextSink(Encoding.UTF8);
        Assert.True(await sink.FeedAsync(FourBytes, cut));
        Assert.Equal(FourBytes, sink.Text);
    }

    [Fact]
    public async Task A_character_cut_between_the_buffers_segments_is_one_character()
    {
        // Segments end at sizes the sink chooses: every offset of a long text of four-byte characters is a possible cut.
        for (var before = 0; before < 4; before++)
        {
            var text = new string('x', before) + string.Concat(Enumerable.Repeat("\U0001F600", 40_000));
            var sink = new TextSink(Encoding.UTF8);
            Assert.True(await sink.FeedAsync(text, [.. Enumerable.Range(1, 50).Select(i => i * 3001)]));
            Assert.Equal(text, sink.Text);
        }
    }

    [Fact]
    public async Task An_invalid_byte_becomes_the_replacement_character()
    {
        var sink = new TextSink(Encoding.UTF8);
        await sink.FeedAsync(new byte[] { (byte)'a', 0xFF, (byte)'b', 0xC3 }, 2);
        Assert.Equal("a\uFFFDb\uFFFD", sink.Text);
    }

    [Fact]
    public async Task An_encoding_that_throws_at_invalid_bytes_is_made_lenient()
    {
        var sink = new TextSink(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        await sink.FeedAsync(new byte[] { 0xFF });
        Assert.Equal("\uFFFD", sink.Text);
    }

    [Fact]
    public async Task An_encoding_that_the_framework_does_not_know_by_number_is_the_one_that_decodes()
    {
        var text = new TextSink(new NextLetter());
        await text.FeedAsync("HAL");
        Assert.Equal("IBM", text.Text);

        var lines = new List<string>();
        await new LineSink((some, _) => { lines.AddRange(some); return default; }, new NextLetter()).FeedAsync("HAL", 1);
        Assert.Equal(["IBM"], lines);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("aé€\U0001F600")]
    public async Task A_long_text_is_whole_although_its_memory_is_given_back_on_the_way(string part)
    {
        // Longer than the segments of every size that there are, of which the large ones are not the collector's.
        var text = string.Concat(Enumerable.Repeat(part, 40_000_000 / Encoding.UTF8.GetByteCount(part)));
        var sink = new TextSink(Encoding.UTF8);
        var bytes = Encoding.UTF8.GetBytes("\uFEFF" + text);
        for (var from = 0; from < bytes.Length; from += 99_991)
            Assert.True(await sink.WriteAsync(bytes.AsMemory(from, Math.Min(99_991, bytes.Length - from)), CancellationToken.None));
        Assert.Equal(text, sink.Text);
        await sink.CompleteAsync(CancellationToken.None);
        Assert.Equal(text, sink.Text);
        Assert.Same(sink.Text, sink.Text);
    }

    [Fact]
    public async Task What_has_come_can_be_read_while_more_comes_and_ends_nothing()
    {
        var sink = new TextSink(Encoding.UTF8);
        Assert.Equal("", sink.Text);
        await sink.WriteAsync("one"u8.ToArray(), CancellationToken.None);
        Assert.Equal("one", sink.Text);
        await sink.WriteAsync(new byte[] { (byte)',', 0xE2, 0x82 }, CancellationToken.None);
        Assert.Equal("one,\uFFFD", sink.Text);
        await sink.WriteAsync(new byte[] { 0xAC }, CancellationToken.None);
        await sink.CompleteAsync(CancellationToken.None);
        Assert.Equal("one,€", sink.Text);
        Assert.Same(sink.Text, sink.Text);
    }

    [Fact]
    public async Task What_has_come_can_be_read_on_other_threads_while_more_comes()
    {
        var (text, bytes) = (new TextSink(Encoding.UTF8), new ByteSink());
        using var over = new CancellationTokenSource();
        var reading = Task.Run(
            () =>
            {
                while (!over.IsCancellationRequested)
                {
                    Assert.Equal(-1, text.Text.AsSpan().IndexOfAnyExcept('x'));
                    Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOfAnyExcept((byte)'x'));
                }
            },
            TestContext.Current.CancellationToken);
        var piece = new byte[1001];
        Array.Fill(piece, (byte)'x');
        for (var count = 0; count < 2000 && !reading.IsCompleted; count++)
        {
            await text.WriteAsync(piece, CancellationToken.None);
            await bytes.WriteAsync(piece, CancellationToken.None);
        }

        await over.CancelAsync();
        await reading;
        Assert.Equal((2000 * 1001, 2000 * 1001), (text.Text.Length, bytes.ToArray().Length));
    }

    [Fact]
    public async Task A_NUL_is_kept()
    {
        var sink = new TextSink(Encoding.UTF8);
        await sink.FeedAsync("a\0b\0");
        Assert.Equal("a\0b\0", sink.Text);
    }

    [Fact]
    public async Task Nothing_written_is_the_empty_text()
    {
        var sink = new TextSink(Encoding.UTF8);
        Assert.True(await sink.FeedAsync(""));
        Assert.Equal("", sink.Text);
    }

    [Fact]
    public async Task A_text_is_kept_exactly_whatever_ends_its_lines()
    {
        const string Text = "a\r\n\n\rb\n c";
        var sink = new TextSink(Encoding.UTF8);
        await sink.FeedAsync(Text);
        Assert.Equal(Text, sink.Text);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_byte_order_mark_at_the_start_is_removed_and_a_later_one_is_kept(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] mark = encoding.GetPreamble();
        byte[] bytes = [.. mark, .. encoding.GetBytes("é"), .. mark, .. encoding.GetBytes("z")];
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var sink = new TextSink(encoding);
            await sink.FeedAsync(bytes, cut);
            Assert.Equal("é\uFEFFz", sink.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_byte_order_mark_alone_is_the_empty_text(string name)
    {
        var sink = new TextSink(Encoding.GetEncoding(name));
        await sink.FeedAsync(Encoding.GetEncoding(name).GetPreamble());
        Assert.Equal("", sink.Text);
    }

    public static TheoryData<string> Encodings => new("utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE");

    [Fact]
    public async Task A_mark_is_removed_also_for_an_encoding_that_would_not_write_one()
    {
        var sink = new TextSink(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await sink.FeedAsync("\uFEFFa");
        Assert.Equal("a", sink.Text);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task A_surrogate_pair_cut_at_every_byte_is_one_character(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var bytes = encoding.GetBytes(FourBytes);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var sink = new TextSink(encoding);
            await sink.FeedAsync(bytes, cut);
            Assert.Equal(FourBytes, sink.Text);
        }
    }

    [Fact]
    public async Task Half_a_UTF_16_unit_at_the_end_becomes_the_replacement_character()
    {
        var sink = new TextSink(Encoding.Unicode);
        await sink.FeedAsync(new byte[] { (byte)'a', 0, (byte)'b' });
        Assert.Equal("a\uFFFD", sink.Text);
    }

    [Fact]
    public async Task A_single_byte_encoding_is_decoded_as_such()
    {
        var sink = new TextSink(Encoding.Latin1);
        await sink.FeedAsync(new byte[] { 0xE9, 0xFF });
        Assert.Equal("éÿ", sink.Text);
    }

    [Fact]
    public async Task Exactly_the_limit_fits()
    {
        var sink = new TextSink(Encoding.UTF8, limit: 10);
        Assert.True(await sink.FeedAsync("0123456789", 4));
        Assert.Equal("0123456789", sink.Text);
    }

    [Fact]
    public async Task One_byte_more_than_the_limit_fills_the_sink_which_keeps_what_fits()
    {
        var sink = new TextSink(Encoding.UTF8, limit: 10);
        Assert.False(await sink.FeedAsync("0123456789A", 4));
        Assert.Equal("0123456789", sink.Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2_147_483_592)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_limit_out_of_range_is_refused_by_name(long limit)
    {
        Assert.Equal("limit", Assert.Throws<ArgumentOutOfRangeException>(() => new TextSink(limit: limit)).ParamName);
        Assert.Equal("limit", Assert.Throws<ArgumentOutOfRangeException>(() => new ByteSink(limit)).ParamName);
        Assert.Equal("limit", Assert.Throws<ArgumentOutOfRangeException>(() => OutputSink.Text(limit: limit)).ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2_147_483_591)]
    public async Task The_least_and_the_largest_limit_are_accepted_and_cost_nothing_before_they_are_used(long limit)
    {
        var sink = new TextSink(Encoding.UTF8, limit);
        Assert.True(await sink.FeedAsync("x"));
        Assert.Equal("x", sink.Text);
    }

    [Fact]
    public async Task The_text_is_the_same_object_whenever_it_is_asked_for()
    {
        var sink = new TextSink(Encoding.UTF8);
        await sink.FeedAsync("text");
        Assert.Same(sink.Text, sink.Text);
    }

    [Fact]
    public async Task Many_small_and_large_pieces_come_back_as_they_were()
    {
        var random = new Random(20);
        var bytes = new byte[9_000_000];
        random.NextBytes(bytes);
        var cuts = new List<int>();
        for (var at = 0; (at += random.Next(1, 300_000)) < bytes.Length;)
            cuts.Add(at);

        var kept = new ByteSink();
        Assert.True(await kept.FeedAsync(bytes, [.. cuts]));
        Assert.True(kept.ToArray().AsSpan().SequenceEqual(bytes));

        var text = new TextSink(Encoding.Latin1);
        Assert.True(await text.FeedAsync(bytes, [.. cuts]));
        Assert.Equal(Encoding.Latin1.GetString(bytes), text.Text);
    }

    /// <summary>An encoding of somebody's own.</summary>
    private sealed class NextLetter : Encoding
    {
        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            for (var index = 0; index < byteCount; index++)
                chars[charIndex + index] = (char)(bytes[byteIndex + index] + 1);
            return byteCount;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;
    }
}
