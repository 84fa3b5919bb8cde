using System.CommandLine.Parsing;
using System.Globalization;

namespace SafeProcess.Cli;

/// <summary>Reads the values of options; what cannot be read becomes an error that names the option.</summary>
internal static class OptionText
{
    public static TimeSpan? Time(ArgumentResult result) =>
        TimeText.TryParse(Text(result), out var time) ? time : Refuse<TimeSpan>(result, "no time: write 5, 1.5, 500ms, 30s, 5m or 1h30m");

    /// <summary>The short names of those that this system can send.</summary>
    public static string Signals => string.Join(", ", ProcessSpec.StopSignals.Select(static signal => signal.ToString()["SIG".Length..]));

    public static StopSignal? Signal(ArgumentResult result)
    {
        var name = Text(result).ToUpperInvariant();
        foreach (var signal in Enum.GetValues<StopSignal>())
        {
            if (name == signal.ToString() || "SIG" + name == signal.ToString() || name == ((int)signal).ToString(CultureInfo.InvariantCulture))
                return signal;
        }

        return Refuse<StopSignal>(result, $"no stop signal: write {Signals}");
    }

    public static OrphanPolicy? Orphans(ArgumentResult result)
    {
        foreach (var policy in Enum.GetValues<OrphanPolicy>())
        {
            if (policy.ToString().Equals(Text(result), StringComparison.OrdinalIgnoreCase))
                return policy;
        }

        return Refuse<OrphanPolicy>(result, "no policy: write stop, wait, keep or fail");
    }

    /// <param name="result">The option's value.</param>
    /// <param name="largest">In GiB.</param>
    public static long? Size(ArgumentResult result, int largest)
    {
        var digits = Text(result).ToUpperInvariant();
        digits = digits.EndsWith('B') ? digits[..^1] : digits;
        var shift = digits.LastOrDefault() switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        digits = shift > 0 ? digits[..^1] : digits;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 && size <= ((long)largest << 30) >> shift
            ? size << shift
            : Refuse<long>(result, $"no size from 1 byte to {largest}G: write 4096, 64K or 100M");
    }

    public static int? Count(ArgumentResult result) =>
        int.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : Refuse<int>(result, "no number");

    public static Dictionary<string, string?> Environment(ArgumentResult result)
    {
        var variables = new Dictionary<string, string?>();
        foreach (var token in result.Tokens)
        {
            var equals = token.Value.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                result.AddError("--env: write NAME=VALUE.");
            else
                variables[token.Value[..equals]] = token.Value[(equals + 1)..];
        }

        return variables;
    }

    private static string Text(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Refuse<T>(ArgumentResult result, string reason) where T : struct
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: '{Text(result)}' is {reason}.");
        return null;
    }
}
