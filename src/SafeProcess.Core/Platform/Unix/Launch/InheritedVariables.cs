using System.Text;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>Variables that the host inherited and that are no UTF-8, which its text of them does not tell.</summary>
internal static class InheritedVariables
{
    private const char Replacement = '\uFFFD';

    /// <summary>Takes out of an environment what is not what the host inherited.</summary>
    /// <param name="variables">The environment as text.</param>
    /// <param name="spec">What it sets is as it says.</param>
    /// <returns>What stands for it, each <c>NAME=value</c> as bytes.</returns>
    public static IReadOnlyList<byte[]> TakeFrom(List<KeyValuePair<string, string>> variables, ProcessSpec spec)
    {
        if (spec.CleanEnvironment || !variables.Exists(static variable => IsDoubtful(variable.Key) || IsDoubtful(variable.Value)))
            return [];
        var taken = new List<byte[]>();
        var inherited = NativeEnvironment.Entries().ToLookup(static entry => Encoding.UTF8.GetString(entry.AsSpan(0, Math.Max(entry.AsSpan().IndexOf((byte)'='), 0))));
        variables.RemoveAll(variable =>
        {
            if ((!IsDoubtful(variable.Key) && !IsDoubtful(variable.Value)) || spec.Environment.ContainsKey(variable.Key))
                return false;
            var entries = inherited[variable.Key].ToList();
            // The host may have set it to something else, or to what it looks like.
            if (!entries.Exists(entry => Encoding.UTF8.GetString(entry) == $"{variable.Key}={variable.Value}"))
                return false;
            // Names that differ in bytes may look the same; each is a variable of its own.
            taken.AddRange(IsDoubtful(variable.Key) ? entries : entries.Take(1));
            return true;
        });
        return taken;
    }

    private static bool IsDoubtful(string text) => text.Contains(Replacement, StringComparison.Ordinal);
}
