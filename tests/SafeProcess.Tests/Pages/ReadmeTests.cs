using SafeProcess.Tests.Guide;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Pages;

/// <summary>The README: short, a newcomer's way to a batch with retries, with figures that are those of the pages they come from. That its examples print what it says is
/// for <see cref="GuidePageTests"/>.</summary>
public sealed class ReadmeTests
{
    private static readonly string _file = Path.Combine(Checkout.Root, "README.md");

    [Fact]
    public void It_has_at_most_150_lines() => Assert.InRange(File.ReadAllLines(_file).Length, 1, 150);

    [Fact]
    public void It_leads_a_newcomer_to_a_batch_with_retries_that_works_in_ten_commands()
    {
        string[] commands = [.. Commands("console"), .. Commands("powershell")];

        Assert.InRange(commands.Length, 5, 10);
        Assert.StartsWith("dotnet tool restore", commands[0], StringComparison.Ordinal);
        Assert.Contains(commands, command => command.Contains("Invoke-SafeProcessBatch", StringComparison.Ordinal) && command.Contains("-RetryCount", StringComparison.Ordinal));
        Assert.Equal("2 of 2 succeeded", GuidePage.Read(Path.Combine("..", "..", "README.md")).Examples[^1].Output![^1]);
    }

    [Theory]
    [InlineData("Compared", "docs/guide/8-coming-from.md", 9)]
    [InlineData("Measured", "docs/benchmarks.md", 5)]
    public void What_it_tells_in_short_is_what_the_page_says_that_measured_it(string heading, string measured, int count)
    {
        var table = TableUnder(heading);
        var tables = MarkdownPage.Read(measured).Tables;

        var wrong = table.Skip(1).SelectMany(row => row.Cells.Skip(1).Select((cell, i) =>
        {
            var there = Find(tables, row.Cells[0], table[0].Cells[i + 1]);
            return there is [var one] && one == cell ? null
                : $"README.md:{row.Line}: '{cell}' is {string.Join(" or ", there.Select(text => $"'{text}'").DefaultIfEmpty("nowhere"))} in {measured}";
        })).OfType<string>();

        Assert.Equal([], wrong);
        Assert.Equal(count, table.Count - 1);
    }

    [Theory]
    [InlineData("dotnet tool restore && dotnet pwsh ./build.ps1 Demo")]
    [InlineData("dotnet test")]
    public void The_commands_that_are_tried_on_a_bare_machine_are_its_own(string command)
    {
        Assert.Contains($"`{command}`", File.ReadAllText(_file), StringComparison.Ordinal);
        Assert.Contains($" '{command}'", File.ReadAllText(Path.Combine(Checkout.Root, "tests", "on-a-bare-machine.sh")), StringComparison.Ordinal);
    }

    // A command that goes on in a further line would be counted twice.
    private static IEnumerable<string> Commands(string kind)
    {
        var isInside = false;
        foreach (var line in File.ReadLines(_file))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isInside = line == "```" + kind;
            else if (isInside)
                yield return line;
        }
    }

    private static IReadOnlyList<TableRow> TableUnder(string heading)
    {
        var page = MarkdownPage.Read("README.md");
        var line = page.Lines.ToList().IndexOf($"## {heading}") + 1;
        Assert.True(line > 0, $"README.md has no heading '{heading}'");
        return page.Tables.First(table => table[0].Line > line);
    }

    // What stands in the row and the column that begin so.
    private static IReadOnlyList<string> Find(IEnumerable<IReadOnlyList<TableRow>> tables, string row, string column) =>
        [.. from table in tables
            from at in Enumerable.Range(1, table[0].Cells.Count - 1)
            where table[0].Cells[at].StartsWith(column, StringComparison.Ordinal)
            from line in table.Skip(1)
            where line.Cells[0].StartsWith(row, StringComparison.Ordinal)
            select line.Cells[at]];
}
