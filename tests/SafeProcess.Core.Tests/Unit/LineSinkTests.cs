using System.Text;

namespace SafeProcess.Core.Tests.Unit;

public sealed class LineSinkTests
{
    private readonly List<string> _lines = [];

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b" })]
    [InlineData("\n", new[] { "" })]
    [InlineData("\n\n\r\n", new[] { "", "", "" })]
    [InlineData("a\rb\n", new[] { "a\rb" })]
    [InlineData("a\r", new[] { "a\r" })]
    [InlineData("\r\r\n", new[] { "\r" })]
    [InlineData("a\0b\n\0", new[] { "a\0b", "\0" })]
    [InlineData(" a \n\t\n", new[] { " a ", "\t" })]
    [InlineData("\u2028\u0085\n", new[] { "\u2028\u0085" })]
    public async Task Lines_end_with_LF_or_CR_LF_and_nothing_else_wherever_the_reads_are_cut(string text, string[] lines)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        for (var cut = 0; cut <= length; cut++)
        {
            _lines.Clear();
            Assert.True(await Sink().FeedAsync(text, cut));
            Assert.Equal(lines, _lines);
        }
    }

    [Theory]
    [InlineData("abcdefg\nh\n", "abc", "def", "g", "h")]
    [InlineData("abcdef\r\nabc\n", "abc", "def", "abc")]
    [InlineData("abcdefg", "abc", "def", "g")]
    [InlineData("abc", "abc")]
    [InlineData("\n\nabcd", "", "", "abc", "d")]
    public async Task A_long_line_may_be_broken_instead_of_ending_the_run(string text, params string[] lines)
    {
        for (var cut = 0; cut <= text.Length; cut++)
        {
            _lines.Clear();
            var sink = new LineSink(
                (got, _) =>
                {
                    _lines.AddRange(got);
                    return default;
                },
                limit: 3) { BreakLongLines = true };
            Assert.True(await sink.FeedAsync(text, cut));
            Assert.Equal(lines, _lines);
        }
    }

    [Fact]
    public async Task Each_byte_in_a_read_of_its_own_gives_the_same_lines()
    {
        const string Text = "é\U0001F600\r\n\nz\r\n\U0001F600";
        Assert.True(await Sink().FeedAsync(Text, [.. Enumerable.Range(1, Encoding.UTF8.GetByteCount(Text) - 1)]));
        Assert.Equal(["é\U0001F600", "", "z", "\U0001F600"], _lines);
    }

    [Fact]
    public async Task A_character_cut_at_every_byte_position_is_one_character()
    {
        for (var cut = 1; cut < 6; cut++)
        {
            _lines.Clear();
            await Sink().FeedAsync("a\U0001F600z\n", cut);
            Assert.Equal(["a\U0001F600z"], _lines);
        }
    }

    [Fact]
    public async Task Invalid_bytes_become_replacement_characters_and_do_not_swallow_the_newline()
    {
        await Sink().FeedAsync(new byte[] { 0xFF, (byte)'\n', 0xF0, 0x9F, (byte)'\n', 0xC3 }, 3);
        Assert.Equal(["\uFFFD", "\uFFFD", "\uFFFD"], _lines);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task Wide_encodings_are_split_by_character_not_by_byte(string name)
    {
        // U+0A0D and U+0D0A hold the bytes of CR and LF and are no newline.
        const string Text = "a\u0A0D\u0D0A\U0001F600\r\nb\n\nc";
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)];
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            _lines.Clear();
            Assert.True(await Sink(encoding).FeedAsync(bytes, cut));
            Assert.Equal(["a\u0A0D\u0D0A\U0001F600", "b", "", "c"], _lines);
        }
    }

    [Fact]
    public async Task A_byte_order_mark_at_the_start_is_removed_wherever_it_is_cut_and_a_later_one_is_kept()
    {
        for (var cut = 0; cut <= 8; cut++)
        {
            _lines.Clear();
            await Sink().FeedAsync("\uFEFFa\n\uFEFFb", cut);
            Assert.Equal(["a", "\uFEFFb"], _lines);
        }
    }

    [Fact]
    public async Task A_byte_order_mark_alone_is_no_line()
    {
        await Sink().FeedAsync("\uFEFF");
        Assert.Empty(_lines);
    }

    [Fact]
    public async Task Lines_are_handed_on_as_soon_as_their_newline_has_come()
    {
        var sink = Sink();
        await sink.WriteAsync("one\ntw"u8.ToArray(), CancellationToken.None);
        Assert.Equal(["one"], _lines);
        await sink.WriteAsync("o\n"u8.ToArray(), CancellationToken.None);
        Assert.Equal(["one", "two"], _lines);
    }

    [Fact]
    public async Task The_receiver_is_not_called_without_lines()
    {
        var calls = 0;
        var sink = new LineSink((lines, _) =>
        {
            calls++;
            Assert.NotEmpty(lines);
            return default;
        });
        await sink.WriteAsync("no newline"u8.ToArray(), CancellationToken.None);
        Assert.Equal(0, calls);
        await sink.CompleteAsync(CancellationToken.None);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_list_of_lines_is_the_receivers_to_keep()
    {
        var kept = new List<IReadOnlyList<string>>();
        var sink = new LineSink((lines, _) =>
        {
            kept.Add(lines);
            return default;
        });
        await sink.FeedAsync("a\nb\nc\nd\n", 2, 6);
        Assert.Equal(["a", "b", "c", "d"], kept.SelectMany(lines => lines));
    }

    [Fact]
    public async Task A_write_completes_only_when_the_receiver_has_taken_the_lines()
    {
        var gate = new TaskCompletionSource();
        var sink = new LineSink((_, _) => new(gate.Task));
        var write = sink.WriteAsync("a\n"u8.ToArray(), CancellationToken.None);
        Assert.False(write.IsCompleted);
        gate.SetResult();
        Assert.True(await write);
    }

    [Fact]
    public async Task The_receivers_failure_is_the_writes_failure()
    {
        var sink = new LineSink((_, _) => throw new InvalidDataException("full"));
        await Assert.ThrowsAsync<InvalidDataException>(() => sink.WriteAsync("a\n"u8.ToArray(), CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task The_run_s_token_reaches_the_receiver()
    {
        using var source = new CancellationTokenSource();
        CancellationToken seen = default;
        var sink = new LineSink((_, token) =>
        {
            seen = token;
            return default;
        });
        await sink.WriteAsync("a\n"u8.ToArray(), source.Token);
        Assert.Equal(source.Token, seen);
    }

    [Fact]
    public async Task Lines_of_exactly_the_limit_fit()
    {
        Assert.True(await Sink(limit: 4).FeedAsync("1234\n1234\r\n1234", 3, 7));
        Assert.Equal(["1234", "1234", "1234"], _lines);
    }

    [Fact]
    public async Task A_CR_that_no_newline_follows_counts_against_the_limit()
    {
        for (var cut = 0; cut <= 5; cut++)
        {
            _lines.Clear();
            Assert.False(await Sink(limit: 4).FeedAsync("1234\r", cut));
            Assert.Equal(["1234"], _lines);
        }
    }

    [Fact]
    public async Task A_line_longer_than_the_limit_fills_the_sink_and_what_was_read_of_it_is_handed_on()
    {
        Assert.False(await Sink(limit: 4).FeedAsync("12\n12345678\n"));
        Assert.Equal("12", _lines[0]);
        Assert.StartsWith("1234", _lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_fills_the_sink_before_the_stream_ends()
    {
        var sink = Sink(limit: 100);
        var room = true;
        for (var i = 0; i < 11 && room; i++)
            room = await sink.WriteAsync(new byte[10], CancellationToken.None);
        Assert.False(room);
        Assert.StartsWith(new string('\0', 100), Assert.Single(_lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2_147_483_592)]
    public void A_limit_out_of_range_is_refused_by_name(long limit) =>
        Assert.Equal("limit", Assert.Throws<ArgumentOutOfRangeException>(() => new LineSink((_, _) => default, limit: limit)).ParamName);

    [Fact]
    public void A_receiver_is_needed() =>
        Assert.Equal("receive", Assert.Throws<ArgumentNullException>(() => new LineSink(null!)).ParamName);

    [Fact]
    public async Task A_hundred_million_characters_in_one_line_that_comes_in_pieces_are_one_line()
    {
        var piece = new byte[1_000_000];
        Array.Fill(piece, (byte)'x');
        var sink = Sink();
        for (var i = 0; i < 100; i++)
            Assert.True(await sink.WriteAsync(piece, CancellationToken.None));
        Assert.True(await sink.CompleteAsync(CancellationToken.None));
        Assert.Equal(100_000_000, Assert.Single(_lines).Length);
    }

    [Fact]
    public async Task Random_text_in_random_pieces_gives_the_lines_a_reader_would()
    {
        var random = new Random(7);
        string[] parts = ["a", "é", "\U0001F600", "\n", "\r\n", "\r", "\0", "long long long"];
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 60)).Select(_ => parts[random.Next(parts.Length)]));
            var length = Encoding.UTF8.GetByteCount(text);
            _lines.Clear();
            Assert.True(await Sink().FeedAsync(text, [.. Enumerable.Range(0, random.Next(0, 9)).Select(_ => random.Next(0, length + 1)).Order()]));
            Assert.Equal(Lines(text), _lines);
        }
    }

    private static IEnumerable<string> Lines(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length - 1; i++)
            yield return lines[i].EndsWith('\r') ? lines[i][..^1] : lines[i];
        if (lines[^1].Length > 0)
            yield return lines[^1];
    }

    private LineSink Sink(Encoding? encoding = null, long limit = OutputSink.DefaultLimit) =>
        new(
            (lines, _) =>
            {
                _lines.AddRange(lines);
                return default;
            },
            encoding ?? Encoding.UTF8,
            limit);
}
