using System.Collections;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Unix;

/// <summary>Makes the environment that a spec asks for.</summary>
internal static class EnvironmentBlock
{
    public static List<KeyValuePair<string, string>> Compose(ProcessSpec spec, string runId)
    {
        var changes = spec.Environment;
        var block = new List<KeyValuePair<string, string>>();
        if (!spec.CleanEnvironment)
        {
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            {
                var name = (string)variable.Key;
                if (!changes.ContainsKey(name) && name != RunId.Variable)
                    block.Add(new(name, (string?)variable.Value ?? ""));
            }
        }

        foreach (var (name, value) in changes)
        {
            if (value is not null && name != RunId.Variable)
                block.Add(new(name, value));
        }

        block.Add(new(RunId.Variable, runId));
        return block;
    }
}
