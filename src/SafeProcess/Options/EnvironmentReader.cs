using System.Collections;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Variables for a program.</summary>
/// <param name="Variables">Names and values; a null value removes the variable.</param>
/// <param name="Secrets">The names of those whose values are secret.</param>
internal sealed record CalledEnvironment(IReadOnlyDictionary<string, string?> Variables, IReadOnlyList<string> Secrets)
{
    /// <summary>No variable.</summary>
    public static CalledEnvironment None { get; } = new(new Dictionary<string, string?>(), []);
}

/// <summary>Turns variables as people write them in PowerShell into those of a program.</summary>
internal static class EnvironmentReader
{
    /// <summary>Names and values as strings; null stays null, which removes a variable.</summary>
    public static CalledEnvironment Read(IDictionary? environment)
    {
        if (environment is null || environment.Count == 0)
            return CalledEnvironment.None;
        // Not its pairs: a dictionary may give those of another type.
        var entries = environment.GetEnumerator();
        var variables = new List<KeyValuePair<object?, object?>>(environment.Count);
        while (entries.MoveNext())
            variables.Add(new(entries.Key, entries.Value));
        return Read(variables);
    }

    /// <inheritdoc cref="Read(IDictionary?)"/>
    public static CalledEnvironment Read(IEnumerable<KeyValuePair<object?, object?>> environment)
    {
        var variables = new Dictionary<string, string?>();
        var secrets = new List<string>();
        foreach (var (key, value) in environment)
        {
            var name = LanguagePrimitives.ConvertTo<string>(key);
            var secret = SecretValue.Decrypt(value);
            if (secret is not null)
                secrets.Add(name);
            variables[name] = value is null ? null : secret ?? LanguagePrimitives.ConvertTo<string>(value);
        }

        return new CalledEnvironment(variables, secrets);
    }
}
