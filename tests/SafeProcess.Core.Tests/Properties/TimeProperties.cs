using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace SafeProcess.Core.Tests.Properties;

/// <summary>Times as people write them, against a reader that goes from character to character and counts in whole numbers of any size.</summary>
public sealed class TimeProperties
{
    private static readonly (string Name, long Ticks)[] _units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    [Fact]
    public void Any_text_is_read_as_the_plain_reader_reads_it() => HoldsFor(_nearlyTimes, text => Assert.Equal(Read(text), Parse(text)), cases: 3000);

    [Fact]
    public void A_time_in_parts_is_their_sum_or_refused_when_it_is_longer_than_a_TimeSpan() =>
        HoldsFor(_parts, text => Assert.Equal(Read(text), Parse(text)), cases: 2000);

    [Fact]
    public void Every_TimeSpan_is_read_back_from_its_own_text() =>
        HoldsFor(_ticks.Select(ticks => TimeSpan.FromTicks(ticks).ToString("c")), text => Assert.Equal(TimeSpan.ParseExact(text, "c", null), Parse(text)), cases: 1000);

    [Fact]
    public void Every_TimeSpan_is_read_back_from_its_seconds() =>
        HoldsFor(
            _ticks.Select(ticks => (ticks / 10_000_000m).ToString(CultureInfo.InvariantCulture)),
            text => Assert.Equal(TimeSpan.FromTicks((long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 10_000_000m)), Parse(text)),
            cases: 1000);

    [Fact]
    public void What_is_written_as_hours_minutes_and_seconds_is_never_read_as_anything_else() =>
        Claim.Holds(
            from hours in Gen.Frequency((2, Gen.Choose(0, 25)), (1, Gen.Choose(0, 1000)))
            from minutes in Gen.Choose(0, 65)
            from seconds in Gen.Choose(0, 65)
            from format in Gen.Elements("{0}:{1}:{2}", "{0:00}:{1:00}:{2:00}", "{0:000}:{1:00}:{2:00}", "{0}:{1}")
            select (Hours: hours, Minutes: minutes, Seconds: format.Contains("{2", StringComparison.Ordinal) ? seconds : 0, Format: format),
            time => new[] { time with { Hours = time.Hours / 2 }, time with { Minutes = 0 }, time with { Seconds = 0 } }.Where(smaller => smaller != time),
            time =>
            {
                TimeSpan? expected = time is { Hours: < 24, Minutes: < 60, Seconds: < 60 } ? new TimeSpan(time.Hours, time.Minutes, time.Seconds) : null;
                Assert.Equal(expected, Parse(string.Format(CultureInfo.InvariantCulture, time.Format, time.Hours, time.Minutes, time.Seconds)));
            },
            cases: 1000);

    [Fact]
    public void No_text_at_all_is_an_exception_or_a_time_below_zero() =>
        HoldsFor(
            Gen.ArrayOf(Gen.Frequency(
                (6, Gen.Elements([.. "0123456789.:dhms-+eE \t"]).Select(unit => unit.ToString())),
                (1, Gen.Elements("99999999999999999999", "79228162514264337593543950335", "0000000000000000000000000000000001", "10675199.02:48:05")),
                (1, Gen.Choose(0, 0xFFFF).Select(unit => ((char)unit).ToString())))).Select(string.Concat),
            text => Assert.True(Parse(text) is null or { Ticks: >= 0 }),
            cases: 2000);

    private static readonly Gen<long> _ticks = Gen.Frequency(
        (1, Gen.Elements(0, 1, 9_999_999, TimeSpan.MaxValue.Ticks, TimeSpan.MaxValue.Ticks - 1)),
        (4, from high in Gen.Choose(0, int.MaxValue) from low in Gen.Choose(0, int.MaxValue) from shift in Gen.Choose(0, 62) select (((long)high << 32) | (uint)low) >> shift));

    private static readonly Gen<string> _number =
        from whole in Gen.Frequency((6, Gen.Choose(0, 9999).Select(value => (long)value)), (2, Gen.Elements(10675199, 256204778, 15372286728, 922337203685, 922337203685477)), (1, Gen.Elements(0, 999_999_999_999_999_999)))
        from digits in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 9)))
        from fraction in Gen.Choose(0, 999_999_999)
        select whole.ToString(CultureInfo.InvariantCulture) + (digits == 0 ? "" : "." + fraction.ToString("000000000", CultureInfo.InvariantCulture)[..digits]);

    private static readonly Gen<string> _parts =
        from numbers in Gen.ArrayOf(_number, _units.Length)
        from used in Gen.Choose(1, (1 << _units.Length) - 1)
        select string.Concat(Enumerable.Range(0, _units.Length).Where(unit => (used & (1 << unit)) != 0).Select(unit => numbers[unit] + _units[unit].Name));

    private static readonly Gen<string> _nearlyTimes = Gen.ArrayOf(Gen.Elements("0", "1", "59", "5", ".", "d", "h", "m", "s", "ms", "D", "MS", " ", "-", "+", "e", ",", "\0", "٥", "\n")).Select(string.Concat);

    private static void HoldsFor(Gen<string> texts, Action<string> statement, int cases) =>
        Claim.Holds(texts, text => Claim.WithoutOne(text.ToCharArray()).Select(units => new string(units)), statement, cases);

    private static TimeSpan? Parse(string text)
    {
        if (TimeText.TryParse(text, out var time))
            return time;
        Assert.Equal(TimeSpan.Zero, time);
        return null;
    }

    /// <summary>A number of seconds, or numbers each with its unit, the largest unit first.</summary>
    private static TimeSpan? Read(string text)
    {
        text = text.Trim();
        var total = BigInteger.Zero;
        var next = 0;
        for (var rest = text; rest != "";)
        {
            var number = string.Concat(rest.TakeWhile(character => char.IsAsciiDigit(character) || character == '.'));
            var name = string.Concat(rest[number.Length..].TakeWhile(char.IsAsciiLetter));
            rest = rest[(number.Length + name.Length)..];
            var alone = number == text;
            var unit = Array.FindIndex(_units, next, one => one.Name == (alone ? "s" : name.ToLowerInvariant()));
            if (unit < 0 || !IsNumber(number, alone))
                return null;
            var parts = number.Split('.');
            var fraction = parts.ElementAtOrDefault(1) ?? "";
            var scale = BigInteger.Pow(10, fraction.Length);
            var ticks = BigInteger.DivRem(BigInteger.Parse("0" + parts[0] + fraction, CultureInfo.InvariantCulture) * _units[unit].Ticks, scale, out var lost);
            total += ticks;
            if (total + (lost > 0 ? 1 : 0) > long.MaxValue)
                return null;
            next = unit + 1;
        }

        return text == "" ? null : TimeSpan.FromTicks((long)total);
    }

    // Without a unit either side of the point may be missing, as in .5.
    private static bool IsNumber(string number, bool alone) => number.Split('.') switch
    {
        [var whole] => whole != "" && (alone || whole.Length <= 18),
        [var whole, var fraction] => alone ? whole + fraction != "" : whole.Length is >= 1 and <= 18 && fraction.Length is >= 1 and <= 9,
        _ => false,
    };
}
