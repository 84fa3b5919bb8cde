using System.Text.RegularExpressions;

namespace SafeProcess.Tests.Guide;

/// <summary>Compares what an example printed with what its page says.</summary>
/// <remarks>Empty lines, the width of gaps and rules, and how long something took count for nothing. On the page <c>…</c> stands for any text in a line, and a line
/// <c>⋮</c> for any number of lines.</remarks>
internal static partial class Transcript
{
    private const string AnyLines = "⋮";

    /// <summary>How many lines of the page, from the first, agree with what was printed.</summary>
    /// <returns>The number of the first line that does not agree, from 0; null when all do.</returns>
    public static int? FirstDifference(IReadOnlyList<string> onPage, IReadOnlyList<string> printed)
    {
        var shown = printed.Select(Plain).Where(line => line.Length > 0).ToList();
        // The numbers of printed lines that may follow what agreed so far.
        var reached = new SortedSet<int> { 0 };
        for (var i = 0; i < onPage.Count; i++)
        {
            var line = Plain(onPage[i]);
            if (line.Length == 0)
                continue;
            var next = new SortedSet<int>();
            if (line == AnyLines)
                next.UnionWith(Enumerable.Range(reached.Min, shown.Count + 1 - reached.Min));
            else
                next.UnionWith(reached.Where(at => at < shown.Count && Agree(line, shown[at])).Select(at => at + 1));
            if (next.Count == 0)
                return i;
            reached = next;
        }

        return reached.Contains(shown.Count) ? null : onPage.Count;
    }

    private static bool Agree(string line, string shown) =>
        Regex.IsMatch(shown, $"^{string.Join(".*", line.Split('…').Select(Regex.Escape))}$", RegexOptions.CultureInvariant);

    private static string Plain(string line) => Gap().Replace(Rule().Replace(Time().Replace(line.Trim(), "<time>"), "--"), " ");

    // "1.04 s", "38 ms": as the module writes them.
    [GeneratedRegex(@"\b\d+(\.\d+)? (ms|s|min|h)\b")]
    private static partial Regex Time();

    [GeneratedRegex("-{2,}")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();
}
