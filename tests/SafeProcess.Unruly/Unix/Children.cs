using System.Diagnostics;

namespace SafeProcess.Unruly;

/// <summary>Starts children that have this process's streams.</summary>
internal static class Children
{
    /// <summary>Starts this program again.</summary>
    /// <param name="arguments">What it is to do.</param>
    /// <param name="outside">Whether it is to leave the session, which it does itself.</param>
    /// <param name="environment">Null for this process's own.</param>
    public static void Start(IEnumerable<string> arguments, bool outside, IReadOnlyDictionary<string, string>? environment)
    {
        _ = outside;
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments);
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
                start.Environment[name] = value;
        }

        using var child = Process.Start(start);
    }

    /// <summary>Starts a small process that does nothing.</summary>
    /// <returns>Its id.</returns>
    public static int StartIdle()
    {
        using var child = Process.Start("sleep", "120");
        return child.Id;
    }
}
