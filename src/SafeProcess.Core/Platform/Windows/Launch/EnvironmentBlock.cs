using System.Text;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>The environment as Windows wants it: one text, sorted by name without regard to case
/// (https://learn.microsoft.com/windows/win32/procthread/changing-environment-variables).</summary>
internal static class EnvironmentBlock
{
    /// <summary>NAME=VALUE and a NUL for each variable, and one more NUL at the end; two when there is none.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in variables.OrderBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase))
            text.Append(name).Append('=').Append(value).Append('\0');
        return text.Append(text.Length == 0 ? "\0\0" : "\0").ToString();
    }
}
