using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Turns a dictionary as people write it in PowerShell into variables.</summary>
internal static class EnvironmentReader
{
    /// <summary>Names and values as strings; null stays null, which removes a variable.</summary>
    public static IReadOnlyDictionary<string, string?> Read(IDictionary? environment)
    {
        if (environment is null || environment.Count == 0)
            return ReadOnlyDictionary<string, string?>.Empty;
        var variables = new Dictionary<string, string?>(environment.Count);
        var entries = environment.GetEnumerator();
        while (entries.MoveNext())
        {
            var name = LanguagePrimitives.ConvertTo<string>(entries.Key);
            variables[name] = entries.Value is null ? null : LanguagePrimitives.ConvertTo<string>(entries.Value);
        }

        return variables;
    }
}
