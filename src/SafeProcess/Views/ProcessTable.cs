using System.Globalization;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>How a tree is shown in a list view.</summary>
internal static class ProcessTable
{
    private const int WidestCommand = 60;

    /// <summary>Processes one a line, as <c>ps f</c> shows them: id, state, processor time, the command indented below its parent's (in brackets
    /// the name, where the system does not tell the command), and what the process waits on; empty for none.</summary>
    /// <param name="processes">Each a <see cref="ProcessSnapshot"/>, what another session made of one, or its text alone.</param>
    public static string Of(IEnumerable<PSObject> processes)
    {
        var all = processes.ToList();
        var known = all.Where(static process => process.Number("Id") is not null).ToList();
        // Of an object that lay too deep, another session got the text.
        return string.Join('\n', [.. Rows(known), .. all.Except(known).Select(static process => Display.Text(process.ToString()))]);
    }

    private static IEnumerable<string> Rows(List<PSObject> processes)
    {
        var rows = new List<(PSObject Process, string Id, string Time, string Command)>(processes.Count);
        var ids = processes.Select(static process => process.Number("Id")).ToHashSet();
        var children = processes.ToLookup(static process => process.Number("ParentId"));
        foreach (var first in processes.Where(process => !ids.Contains(process.Number("ParentId"))))
            Add(first, 0);

        if (rows is [])
            return [];
        var idWidth = rows.Max(static row => row.Id.Length);
        var timeWidth = rows.Max(static row => row.Time.Length);
        var commandWidth = rows.Max(static row => row.Command.Length);
        return rows.Select(row =>
            $"{row.Id.PadLeft(idWidth)} {row.Process.Get("State")} {row.Time.PadLeft(timeWidth)}  {row.Command.PadRight(commandWidth)}  {row.Process.Get("WaitsOn")}".TrimEnd());

        void Add(PSObject process, int depth)
        {
            rows.Add((process, Number(process), Shown.ProcessorTime(process), Indent(depth) + Shorten(Shown.Command(process))));
            foreach (var child in children[process.Number("Id")])
                Add(child, depth + 1);
        }
    }

    private static string Indent(int depth) => new(' ', 2 * Math.Min(depth, 20));

    private static string Shorten(string command) => command.Length <= WidestCommand ? command : command[..(WidestCommand - 1)] + '…';

    private static string Number(PSObject process) => process.Number("Id")!.Value.ToString(CultureInfo.InvariantCulture);
}
