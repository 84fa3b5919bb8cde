using System.Globalization;

namespace SafeProcess.Commands;

/// <content>How a tree is shown in the list view.</content>
public static partial class Display
{
    private const int WidestCommand = 60;

    /// <summary>Processes one a line, as <c>ps f</c> shows them: id, state, processor time, the command indented below its parent's (in brackets
    /// the name, where the system does not tell the command), and what the process waits on; empty for none.</summary>
    public static string Tree(IReadOnlyList<ProcessSnapshot>? processes)
    {
        if (processes is null or [])
            return string.Empty;

        var rows = new List<(ProcessSnapshot Process, string Command)>(processes.Count);
        var ids = processes.Select(process => process.Id).ToHashSet();
        var children = processes.ToLookup(process => process.ParentId);
        foreach (var first in processes.Where(process => !ids.Contains(process.ParentId)))
            Add(first, 0);

        var idWidth = rows.Max(row => Number(row.Process.Id).Length);
        var timeWidth = rows.Max(row => Time(row.Process.ProcessorTime).Length);
        var commandWidth = rows.Max(row => row.Command.Length);
        return string.Join('\n', rows.Select(row =>
            $"{Number(row.Process.Id).PadLeft(idWidth)} {row.Process.State} {Time(row.Process.ProcessorTime).PadLeft(timeWidth)}  "
            + $"{row.Command.PadRight(commandWidth)}  {row.Process.WaitsOn}".TrimEnd()));

        void Add(ProcessSnapshot process, int depth)
        {
            rows.Add((process, Indent(depth) + Shorten(process.CommandLine ?? $"[{process.Name}]")));
            foreach (var child in children[process.Id])
                Add(child, depth + 1);
        }
    }

    /// <summary>Descendants one a line; empty for none.</summary>
    public static string Orphans(IReadOnlyList<TreeMember>? orphans) =>
        orphans is null ? string.Empty : string.Join('\n', orphans.Select(orphan => $"{orphan} {orphan.State}"));

    private static string Indent(int depth) => new(' ', 2 * Math.Min(depth, 20));

    private static string Shorten(string command) => command.Length <= WidestCommand ? command : command[..(WidestCommand - 1)] + '…';

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);
}
