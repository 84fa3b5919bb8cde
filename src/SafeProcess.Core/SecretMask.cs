namespace SafeProcess;

/// <summary>Hides the secrets of a run in what is shown of it: <see cref="ProcessSpec.SensitiveArguments"/> and the values of
/// <see cref="ProcessSpec.SensitiveVariables"/>, of all stages of a pipeline. Immutable, and safe to share between threads.</summary>
/// <remarks>An argument that is a secret becomes <see cref="Hidden"/>, whoever has it: a descendant that was handed it, too. Within other text a secret is
/// hidden if it has at least 4 characters; a shorter one stands in half of all texts by chance. What a program made of a secret (part of it,
/// its Base64) is not recognized.</remarks>
public sealed class SecretMask
{
    /// <summary>What stands for a secret.</summary>
    public const string Hidden = "***";

    private const int ShortestWithin = 4;

    private static readonly SecretMask _none = new([], []);

    private readonly Dictionary<string, string> _shown;
    private readonly string[] _within;

    private SecretMask(Dictionary<string, string> shown, IEnumerable<string> within)
    {
        _shown = shown;
        // One that holds another one goes first, so that nothing of it is left.
        _within = [.. within.OrderByDescending(static secret => secret.Length)];
    }

    /// <summary>Whether there is nothing to hide.</summary>
    public bool IsEmpty => _shown.Count == 0;

    /// <summary>The mask of a run.</summary>
    /// <param name="spec">The run: of a pipeline the last program.</param>
    public static SecretMask Of(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var shown = new Dictionary<string, string>();
        var secrets = new HashSet<string>();
        for (var stage = spec; stage is not null; stage = stage.PipedFrom)
        {
            // Of two that begin in the same argument the longer one counts.
            foreach (var (index, start) in stage.SensitiveArguments.OrderByDescending(static part => part.Start))
            {
                var argument = stage.ArgumentList[index];
                shown[argument] = argument[..start] + Hidden;
                secrets.Add(argument[start..]);
            }

            foreach (var name in stage.SensitiveVariables)
                secrets.Add(stage.Environment[name] ?? "");
        }

        secrets.Remove("");
        foreach (var secret in secrets)
            shown[secret] = Hidden;
        return shown.Count == 0 ? _none : new SecretMask(shown, secrets.Where(static secret => secret.Length >= ShortestWithin));
    }

    /// <summary>Arguments as they may be shown.</summary>
    public IReadOnlyList<string> Hide(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return IsEmpty ? arguments : Array.AsReadOnly([.. arguments.Select(HideArgument)]);
    }

    /// <summary>A text as it may be shown: an argument, or what holds some.</summary>
    public string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var secret in _within)
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        return text;
    }

    private string HideArgument(string argument) => _shown.TryGetValue(argument, out var shown) ? Hide(shown) : Hide(argument);
}
