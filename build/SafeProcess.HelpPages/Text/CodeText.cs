using Markdig.Syntax;

namespace SafeProcess.HelpPages.Text;

/// <summary>Code and what it printed, broken where there is not enough room, so that a script stays the same script.</summary>
internal static class CodeText
{
    private const string Continued = "    ";

    /// <summary>The lines of a fence.</summary>
    /// <param name="code">The fence.</param>
    /// <param name="scriptWidth">The most characters that a line of PowerShell may have; null for as many as there are.</param>
    /// <param name="width">The same for other lines.</param>
    public static IEnumerable<string> Of(LeafBlock code, int? scriptWidth, int? width) =>
        code is FencedCodeBlock { Info: "powershell" } && scriptWidth is { } most
            ? Script(BlockText.CodeOf(code), most)
            : BlockText.CodeOf(code).SelectMany(line => Lines.Wrap(line, width));

    private static IEnumerable<string> Script(IEnumerable<string> lines, int width)
    {
        // What stands in a here-string is no code.
        var isText = false;
        foreach (var line in lines)
        {
            isText = isText ? !line.StartsWith("'@", StringComparison.Ordinal) && !line.StartsWith("\"@", StringComparison.Ordinal) : OpensText(line);
            foreach (var part in isText || line.Length <= width ? [line] : Break(line, width))
                yield return part;
        }
    }

    private static bool OpensText(string line) => line.EndsWith("@'", StringComparison.Ordinal) || line.EndsWith("@\"", StringComparison.Ordinal);

    private static IEnumerable<string> Break(string line, int width)
    {
        var margin = line[..^line.TrimStart().Length];
        if (line[margin.Length] == '#')
            return Lines.Wrap(line[(margin.Length + 1)..].Trim(), width - margin.Length - 2).Indent($"{margin}# ", $"{margin}# ");
        // What follows --% is one text.
        if (line.Contains("--%", StringComparison.Ordinal))
            return [line];
        var parts = new List<string>();
        // Room for a blank and the mark that says: goes on in the next line.
        for (; line.Length > width && Place(line, width - 2) is { } place; line = margin + Continued + line[place..].TrimStart())
        {
            var part = line[..place].TrimEnd();
            parts.Add(part[^1] is '|' or ',' or '{' or '(' ? part : $"{part} `");
        }

        return [.. parts, line];
    }

    /// <summary>The best blank to break at: in as few brackets as can be, and far to the right.</summary>
    private static int? Place(string line, int last)
    {
        (int Depth, int At)? best = null;
        var quote = '\0';
        var depth = 0;
        for (var at = line.Length - line.TrimStart().Length; at <= last; at++)
        {
            var letter = line[at];
            if (quote != '\0')
                quote = letter == quote ? '\0' : quote;
            else if (letter is '\'' or '"')
                quote = letter;
            else if (letter is '(' or '{' or '[')
                depth++;
            else if (letter is ')' or '}' or ']')
                depth--;
            else if (letter == '#' && line[at - 1] == ' ')
                return null;
            else if (letter == ' ' && at > last / 3 && (best is null || depth <= best.Value.Depth))
                best = (depth, at);
        }

        return best?.At;
    }
}
