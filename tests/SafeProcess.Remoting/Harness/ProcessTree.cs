using System.Globalization;

namespace SafeProcess.Remoting.Harness;

/// <summary>What descends from a process, as <c>/proc</c> tells it.</summary>
internal static class ProcessTree
{
    /// <summary>Ids of the process and of all that descends from it, the process first.</summary>
    public static IReadOnlyList<int> Of(int id)
    {
        var children = MarkedTree.Processes().ToLookup(static one => MarkedTree.Stat(one) is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0);
        var found = new List<int> { id };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(children[found[i]]);
        return found;
    }

    /// <summary>The name of a process's program; empty when there is no such process.</summary>
    public static string Program(int id) => Path.GetFileName(CommandLine(id).Split(' ')[0].TrimEnd(':'));

    /// <summary>Ends processes with SIGKILL.</summary>
    /// <param name="chosen">Which.</param>
    /// <param name="from">Of these.</param>
    /// <returns>How many there were.</returns>
    public static int Kill(Func<int, bool> chosen, IEnumerable<int> from)
    {
        var ids = from.Where(chosen).ToArray();
        foreach (var id in ids)
            Command.Run("sh", "-c", $"kill -KILL {id} 2>/dev/null || true");
        return ids.Length;
    }

    /// <summary>The command line of a process, its words joined by blanks; empty when there is no such process.</summary>
    public static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').TrimEnd();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
