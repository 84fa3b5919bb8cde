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
