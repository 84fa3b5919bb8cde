using System.Text.RegularExpressions;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Pages;

/// <summary>A Markdown page of the checkout, and its tables.</summary>
/// <param name="Path">Where it is, as a path from the top of the checkout.</param>
/// <param name="Lines">What stands there, with what is code left empty.</param>
internal sealed partial record MarkdownPage(string Path, IReadOnlyList<string> Lines)
{
    // What builds and tools make; what is checked in is somewhere else.
    private static readonly string[] _made = ["bin", "obj", "out", "TestResults", "StrykerOutput", "BenchmarkDotNet.Artifacts", "node_modules"];

    /// <summary>The paths of all pages in the checkout.</summary>
    public static IReadOnlyList<string> Paths { get; } =
        [.. PagesIn(Checkout.Root).Select(page => System.IO.Path.GetRelativePath(Checkout.Root, page).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The tables of the page, each a list of rows, the head first.</summary>
    public IReadOnlyList<IReadOnlyList<TableRow>> Tables
    {
        get
        {
            var tables = new List<List<TableRow>>();
            for (var i = 0; i < Lines.Count; i++)
            {
                if (!Lines[i].StartsWith('|') || TableRule().IsMatch(Lines[i]))
                    continue;
                if (i == 0 || !Lines[i - 1].StartsWith('|'))
                    tables.Add([]);
                tables[^1].Add(new TableRow(i + 1, [.. CellEnd().Split(Lines[i].Trim()[1..^1]).Select(cell => cell.Trim())]));
            }

            return tables;
        }
    }

    /// <summary>Reads a page.</summary>
    public static MarkdownPage Read(string path) => Parse(path, File.ReadAllLines(System.IO.Path.Combine(Checkout.Root, path)));

    /// <summary>Takes a page as it is written.</summary>
    public static MarkdownPage Parse(string path, IEnumerable<string> lines)
    {
        var text = new List<string>();
        string? fence = null;
        foreach (var line in lines)
        {
            var opened = Fence().Match(line).Value.Trim();
            if (fence is null && opened.Length > 0)
                fence = opened;
            else if (fence is not null && opened.StartsWith(fence, StringComparison.Ordinal))
                fence = null;
            else if (fence is null)
            {
                text.Add(line);
                continue;
            }

            text.Add("");
        }

        return new MarkdownPage(path, text);
    }

    private static IEnumerable<string> PagesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.md").Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => System.IO.Path.GetFileName(inner) is var name && (name[0] != '.' || name == ".github") && !_made.Contains(name))
            .SelectMany(PagesIn));

    [GeneratedRegex(@"^\s*(`{3,}|~{3,})")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\|[\s|:-]*-{3}[\s|:-]*$")]
    private static partial Regex TableRule();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();
}

/// <summary>A row of a table.</summary>
/// <param name="Line">The line that it stands in, from 1.</param>
/// <param name="Cells">What stands in it.</param>
internal sealed record TableRow(int Line, IReadOnlyList<string> Cells);
