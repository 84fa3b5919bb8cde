using System.Collections;
using SafeProcess.Runs;

namespace SafeProcess.Platform;

/// <summary>Makes the environment that a spec asks for.</summary>
internal static class EnvironmentVariables
{
    /// <summary>The host's variables with the spec's changes and the run's id.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="runId">The id of the run.</param>
    /// <param name="names">Which names are the same to the system.</param>
    public static List<KeyValuePair<string, string>> Compose(ProcessSpec spec, string runId, StringComparer names)
    {
        var changes = new Dictionary<string, string?>(names);
        foreach (var (name, value) in spec.Environment)
            changes[name] = value;
        changes[RunId.Variable] = runId;

        var variables = new List<KeyValuePair<string, string>>();
        if (!spec.CleanEnvironment)
        {
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            {
                var name = (string)variable.Key;
                if (!changes.ContainsKey(name))
                    variables.Add(new(name, (string?)variable.Value ?? ""));
            }
        }

        foreach (var (name, value) in changes)
        {
            if (value is not null)
                variables.Add(new(name, value));
        }

        return variables;
    }
}
