using System.Globalization;

namespace SafeProcess.Cli;

/// <summary>Reads the values of options; what cannot be read becomes an error that names the option.</summary>
internal static class OptionText
{
    /// <summary>The short names of those that this system can send.</summary>
    public static IReadOnlyList<string> SignalNames { get; } = [.. ProcessSpec.StopSignals.Select(StopSignalText.ShortName)];

    /// <inheritdoc cref="SignalNames"/>
    public static string Signals { get; } = string.Join(", ", SignalNames);

    /// <summary>What can be asked to hold a tree, on some system.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Enum.GetNames<Containment>().Select(static name => name.ToLowerInvariant())];

    /// <summary>Those that completions are written for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "powershell"];

    /// <summary>Reads a time as SafeProcess takes it, and one that GNU coreutils alone take: <c>.5s</c>.</summary>
    public static bool TryReadTime(string text, out TimeSpan time) => TimeText.TryParse(text.StartsWith('.') ? "0" + text : text, out time);

    public static TimeSpan Time(GivenOption given) =>
        TryReadTime(given.Value, out var time) ? time : throw Refuse(given, "no time: write 5, 1.5, 500ms, 30s, 5m or 1h30m");

    /// <summary>A deadline; 0 is none, as with GNU coreutils.</summary>
    public static TimeSpan? TimeOrNone(GivenOption given) => Time(given) is { Ticks: > 0 } time ? time : null;

    public static TimeSpan Grace(GivenOption given)
    {
        var time = Time(given);
        return GnuTimeout.MeansNoKill(given, time)
            ? throw new UsageException($"{given.Written} 0 would never kill, and safeprocess leaves nothing behind: write --grace 0 to kill at once.")
            : time;
    }

    public static StopSignal Signal(GivenOption given) =>
        StopSignalText.TryParse(given.Value, out var signal) ? signal : throw Refuse(given, $"no stop signal: write {Signals}");

    public static OrphanPolicy Orphans(GivenOption given)
    {
        foreach (var policy in Enum.GetValues<OrphanPolicy>())
        {
            if (policy.ToString().Equals(given.Value, StringComparison.OrdinalIgnoreCase))
                return policy;
        }

        throw Refuse(given, "no policy: write stop, wait, keep or fail");
    }

    public static Containment Containment(GivenOption given) =>
        Kinds.Contains(given.Value, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<Containment>(given.Value, ignoreCase: true)
            : throw Refuse(given, $"nothing that holds a tree: write {string.Join(", ", Kinds)}");

    /// <param name="given">The option.</param>
    /// <param name="largest">In GiB.</param>
    public static long Size(GivenOption given, int largest)
    {
        var digits = given.Value.ToUpperInvariant();
        digits = digits.EndsWith('B') ? digits[..^1] : digits;
        var shift = digits.LastOrDefault() switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        digits = shift > 0 ? digits[..^1] : digits;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 && size <= ((long)largest << 30) >> shift
            ? size << shift
            : throw Refuse(given, $"no size from 1 byte to {largest}G: write 4096, 64K or 100M");
    }

    public static int Count(GivenOption given) =>
        int.TryParse(given.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw Refuse(given, "no number");

    public static void Variable(GivenOption given, Dictionary<string, string?> variables)
    {
        var equals = given.Value.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            throw new UsageException($"{given.Written}: write NAME=VALUE.");
        variables[given.Value[..equals]] = given.Value[(equals + 1)..];
    }

    public static Func<string> Completion(GivenOption given) => given.Value switch
    {
        "bash" => BashCompletion.Script,
        "zsh" => ZshCompletion.Script,
        "fish" => FishCompletion.Script,
        "powershell" or "pwsh" => PowerShellCompletion.Script,
        _ => throw Refuse(given, $"no shell that has completions: write {string.Join(", ", Shells)}"),
    };

    private static UsageException Refuse(GivenOption given, string reason) => new($"{given.Written}: '{given.Value}' is {reason}.");
}
