using Markdig.Extensions.Tables;

namespace SafeProcess.HelpPages.Text;

/// <summary>A table as text: columns with two blanks between them, a line under the head, and cells broken where there is not enough room.</summary>
internal static class TableText
{
    private const int Gap = 2;
    private const int Narrowest = 8;

    /// <summary>The lines of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">The most characters a line may have; null for as many as there are.</param>
    public static IEnumerable<string> Of(Table table, int? width)
    {
        var rows = table.OfType<TableRow>().Select(static row => row.OfType<TableCell>().Select(InlineText.Of).ToArray()).ToArray();
        var columns = rows.Max(static row => row.Length);
        var widths = Enumerable.Range(0, columns).Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0)).ToArray();
        if (width is { } most)
            Fit(widths, most - Gap * (columns - 1));
        for (var row = 0; row < rows.Length; row++)
        {
            // A head without a word is there only because Markdown wants one.
            if (row == 0 && rows[0].All(static cell => cell.Length == 0))
                continue;
            foreach (var line in Row(rows[row], widths))
                yield return line;
            if (row == 0)
                yield return Row(widths, static width => new string('-', width));
        }
    }

    private static void Fit(int[] widths, int most)
    {
        while (widths.Sum() > most)
        {
            var widest = Array.IndexOf(widths, widths.Max());
            if (widths[widest] <= Narrowest)
                return;
            widths[widest]--;
        }
    }

    private static IEnumerable<string> Row(string[] cells, int[] widths)
    {
        var broken = cells.Select((cell, column) => Lines.Wrap(cell, Math.Max(widths[column], 1)).ToArray()).ToArray();
        for (var line = 0; line < broken.Max(static cell => cell.Length); line++)
            yield return Row(widths, (width, column) => (column < broken.Length && line < broken[column].Length ? broken[column][line] : "").PadRight(width));
    }

    private static string Row(int[] widths, Func<int, string> cell) => Row(widths, (width, _) => cell(width));

    private static string Row(int[] widths, Func<int, int, string> cell) => string.Join(new string(' ', Gap), widths.Select(cell)).TrimEnd();
}
