namespace SafeProcess.HelpPages.Text;

/// <summary>Lines of text: broken at a width, moved to the right.</summary>
internal static class Lines
{
    /// <summary>The lines of a text, none longer than the width unless a single word is. Line ends that are there stay.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The most characters a line may have; null for as many as there are.</param>
    public static IEnumerable<string> Wrap(string text, int? width)
    {
        foreach (var line in text.Split('\n'))
        {
            if (width is not { } most || line.Length <= most)
                yield return line;
            else
                foreach (var part in Break(line, most))
                    yield return part;
        }
    }

    /// <summary>The lines, moved to the right by some columns. Empty ones stay empty.</summary>
    public static IEnumerable<string> Indent(this IEnumerable<string> lines, int columns) => lines.Indent(new string(' ', columns), new string(' ', columns));

    /// <summary>The lines behind a mark on the first and as much on the others.</summary>
    public static IEnumerable<string> Indent(this IEnumerable<string> lines, string first, string others) =>
        lines.Select((line, index) => ((index == 0 ? first : others) + line).TrimEnd());

    private static IEnumerable<string> Break(string line, int width)
    {
        var start = "";
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (start.Length > 0 && start.Length + 1 + word.Length > width)
            {
                yield return start;
                start = word;
            }
            else
            {
                start = start.Length == 0 ? word : $"{start} {word}";
            }
        }

        yield return start;
    }
}
