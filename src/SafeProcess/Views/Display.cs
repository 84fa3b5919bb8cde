using System.Globalization;

namespace SafeProcess.Commands;

/// <summary>How numbers and texts of a run are shown.</summary>
internal static class Display
{
    private static readonly string[] _units = ["KB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>What a program wrote, or is called, with escapes for what cannot be seen; empty for null.</summary>
    public static string Text(string? text) => text is null ? string.Empty : VisibleText.Lines(text);

    /// <summary>A size in bytes in PowerShell's units, where 1KB is 1,024 bytes; empty for null.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } count)
            return string.Empty;
        if (count < 1024)
            return string.Create(CultureInfo.InvariantCulture, $"{count} B");
        var size = count / 1024.0;
        var unit = 0;
        for (; size >= 999.95 && unit < _units.Length - 1; unit++)
            size /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.0} {_units[unit]}");
    }

    /// <summary>A length of time with as many digits as matter: <c>3.2 ms</c>, <c>1.25 s</c>, <c>12:05</c>, <c>1.02:00:00</c>;
    /// empty for null.</summary>
    public static string Time(TimeSpan? time) => time switch
    {
        null => string.Empty,
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Value.TotalMilliseconds:0.0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Value.TotalSeconds:0.00} s"),
        { TotalHours: < 1 } => time.Value.ToString(@"m\:ss", CultureInfo.InvariantCulture),
        { TotalDays: < 1 } => time.Value.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        _ => time.Value.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
    };
}
