using System.Globalization;

namespace SafeProcess.Core.Tests.Unit;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("5", 5_000)]
    [InlineData("1.5", 1_500)]
    [InlineData(".5", 500)]
    [InlineData("0", 0)]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1h30m15s250ms", 5_415_250)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("90m", 5_400_000)]
    [InlineData("1m1ms", 60_001)]
    [InlineData("2d1ms", 172_800_001)]
    [InlineData("1H30M", 5_400_000)]
    [InlineData("500MS", 500)]
    [InlineData("  5s  ", 5_000)]
    [InlineData("00:00:05", 5_000)]
    [InlineData("01:30:00", 5_400_000)]
    [InlineData("1.00:00:00", 86_400_000)]
    [InlineData("00:00:00.25", 250)]
    [InlineData("23:59:59", 86_399_000)]
    [InlineData("1:02", 3_720_000)]
    [InlineData("1:02:03:04", 93_784_000)]
    public void A_time_is_read_as_people_write_it(string text, long milliseconds)
    {
        Assert.True(TimeText.TryParse(text, out var time));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("abc")]
    [InlineData("s")]
    [InlineData("5x")]
    [InlineData("5 s")]
    [InlineData("5s 3ms")]
    [InlineData("30m1h")]
    [InlineData("5ms5s")]
    [InlineData("5s5s")]
    [InlineData("5,5")]
    [InlineData("1,000")]
    [InlineData("+5")]
    [InlineData("1e3")]
    [InlineData("٥s")]
    [InlineData("5s\n3ms")]
    [InlineData("-5")]
    [InlineData("-5s")]
    [InlineData("-00:00:05")]
    [InlineData("00:99:00")]
    [InlineData("24:00:00")]
    [InlineData("36:00:00.5")]
    [InlineData("5\0")]
    [InlineData("5s\0")]
    [InlineData("00:00:05\0")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void What_is_no_time_or_negative_is_refused_and_leaves_zero(string? text)
    {
        Assert.False(TimeText.TryParse(text, out var time));
        Assert.Equal(TimeSpan.Zero, time);
    }

    [Theory]
    [InlineData("99999999999999")]
    [InlineData("10675200d")]
    [InlineData("10675199d23h")]
    [InlineData("999999999999999999d999999999999999999h")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("99999999999999999999999999999999999999999")]
    [InlineData("99999999:00:00:00")]
    public void A_time_longer_than_a_TimeSpan_is_refused_and_leaves_zero(string text)
    {
        Assert.False(TimeText.TryParse(text, out var time));
        Assert.Equal(TimeSpan.Zero, time);
    }

    [Fact]
    public void Every_whole_time_that_is_written_in_parts_is_read_back()
    {
        long[] amounts = [0, 1, 7, 23, 59, 100, 999];
        foreach (var hours in amounts)
        foreach (var minutes in amounts)
        foreach (var seconds in amounts)
        foreach (var milliseconds in amounts)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{hours}h{minutes}m{seconds}s{milliseconds}ms");
            Assert.True(TimeText.TryParse(text, out var time), text);
            Assert.Equal((((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds) * TimeSpan.TicksPerMillisecond, time.Ticks);
        }
    }

    [Fact]
    public void The_longest_TimeSpan_is_still_a_time()
    {
        Assert.True(TimeText.TryParse("922337203685.4775807", out var time));
        Assert.Equal(TimeSpan.MaxValue, time);
    }

    [Fact]
    public void A_time_is_read_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.True(TimeText.TryParse("1.5", out var time));
            Assert.Equal(TimeSpan.FromSeconds(1.5), time);
            Assert.True(TimeText.TryParse("0.5h", out time));
            Assert.Equal(TimeSpan.FromMinutes(30), time);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_long_text_of_digits_is_answered_at_once()
    {
        Assert.False(TimeText.TryParse(new string('9', 100_000) + "h", out _));
        Assert.False(TimeText.TryParse(new string('9', 100_000), out _));
    }
}
