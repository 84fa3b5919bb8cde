using System.Globalization;

namespace SafeProcess;

/// <summary>Reads a stop signal as people write it, which is as <c>kill(1)</c> does: <c>SIGTERM</c>, <c>TERM</c> or <c>15</c>, in any case.</summary>
public static class StopSignalText
{
    private const string Prefix = "SIG";

    /// <summary>Reads a signal; case and surrounding blanks do not count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="signal">The signal; one that this system cannot send is read too.</param>
    /// <returns>False when the text is no stop signal.</returns>
    public static bool TryParse(string? text, out StopSignal signal)
    {
        var wanted = text?.Trim().ToUpperInvariant();
        foreach (var known in Enum.GetValues<StopSignal>())
        {
            if (wanted == known.ToString() || wanted == ShortName(known) || wanted == ((int)known).ToString(CultureInfo.InvariantCulture))
            {
                signal = known;
                return true;
            }
        }

        signal = default;
        return false;
    }

    /// <summary>The name without SIG.</summary>
    /// <param name="signal">The signal.</param>
    public static string ShortName(StopSignal signal) => signal.ToString()[Prefix.Length..];
}
