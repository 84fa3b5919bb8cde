using System.Globalization;
using System.Text.RegularExpressions;

namespace SafeProcess;

/// <summary>Reads a length of time as people write it: <c>5</c> and <c>1.5</c> are seconds; <c>500ms</c>, <c>30s</c>, <c>5m</c>,
/// <c>1h30m</c>, <c>2d</c> add up their parts, largest unit first; <c>00:00:05</c> is hours, minutes and seconds, <c>1.00:00:00</c> a day.</summary>
public static partial class TimeText
{
    /// <summary>Reads a length of time; case and surrounding blanks do not count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The time, zero or more; zero when the text is no time.</param>
    /// <returns>False when the text is no time, negative, or longer than a <see cref="TimeSpan"/>.</returns>
    public static bool TryParse(string? text, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        text = text?.Trim();
        // The framework's parsers overlook a NUL at the end.
        if (string.IsNullOrEmpty(text) || text.Contains('\0', StringComparison.Ordinal))
            return false;

        if (text.Contains(':', StringComparison.Ordinal))
            return TryReadClock(text, out time) || Fail(out time);

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TryAdd(seconds, TimeSpan.TicksPerSecond, ref time);

        var match = Parts().Match(text);
        if (!match.Success)
            return false;

        foreach (var (name, ticks) in Units)
        {
            var group = match.Groups[name];
            if (group.Success && !TryAdd(decimal.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), ticks, ref time))
                return Fail(out time);
        }

        return true;
    }

    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads <c>hh:mm:ss</c> and the other forms of a <see cref="TimeSpan"/>, in which 24 hours and more are written with days.</summary>
    private static bool TryReadClock(string text, out TimeSpan time)
    {
        // TimeSpan itself reads 24:00:00 as 24 days.
        var writesDays = text.AsSpan(0, text.IndexOf(':', StringComparison.Ordinal)).Contains('.') || text.AsSpan().Count(':') == 3;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time) && time >= TimeSpan.Zero && (writesDays || time.Days == 0);
    }

    private static bool TryAdd(decimal amount, long unit, ref TimeSpan time)
    {
        const decimal FarTooMuch = 1e15m; // Any unit times more than this overflows; any unit times less fits into a decimal.
        if (amount > FarTooMuch || amount * unit > long.MaxValue - time.Ticks)
            return false;
        time += TimeSpan.FromTicks((long)(amount * unit));
        return true;
    }

    private static bool Fail(out TimeSpan time)
    {
        time = TimeSpan.Zero;
        return false;
    }

    [GeneratedRegex(
        @"^(?=.)((?<d>[0-9]{1,18}(\.[0-9]{1,9})?)d)?((?<h>[0-9]{1,18}(\.[0-9]{1,9})?)h)?((?<m>[0-9]{1,18}(\.[0-9]{1,9})?)m(?!s))?((?<s>[0-9]{1,18}(\.[0-9]{1,9})?)s)?((?<ms>[0-9]{1,18}(\.[0-9]{1,9})?)ms)?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
