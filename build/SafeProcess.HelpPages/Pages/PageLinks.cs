using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SafeProcess.HelpPages.Pages;

/// <summary>The links of a page that lead nowhere.</summary>
internal static class PageLinks
{
    /// <summary>Links to files that are not there, and to headings that the file does not have.</summary>
    /// <param name="path">Where the page lies.</param>
    /// <param name="page">The page.</param>
    public static IEnumerable<(int Line, string Target)> Broken(string path, MarkdownPage page) =>
        from link in page.Document.Descendants<LinkInline>()
        let target = link.Url ?? ""
        where !target.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(path, page, target)
        select (link.Line + 1, target);

    private static bool LeadsSomewhere(string path, MarkdownPage page, string target)
    {
        var parts = target.Split('#', 2);
        if (parts[0].Length == 0)
            return Anchors(page.Document).Contains(parts[1]);
        var file = Path.Combine(Path.GetDirectoryName(path)!, parts[0]);
        return parts.Length == 1 ? Path.Exists(file) : File.Exists(file) && Anchors(new MarkdownPage(File.ReadAllText(file)).Document).Contains(parts[1]);
    }

    // Of a link in a heading the text counts.
    private static string Text(HeadingBlock heading) => string.Concat(heading.Inline!.Descendants().Select(static part => part switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    }));

    // As GitHub makes them: letters, digits, hyphens and underscores of the heading; a number behind one that comes again.
    private static HashSet<string> Anchors(MarkdownDocument document)
    {
        var anchors = new HashSet<string>();
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            var name = new StringBuilder();
            foreach (var letter in Text(heading).ToLowerInvariant())
            {
                if (letter == ' ')
                    name.Append('-');
                else if (char.IsLetterOrDigit(letter) || letter is '-' or '_')
                    name.Append(letter);
            }

            var anchor = name.ToString();
            for (var number = 1; !anchors.Add(anchor); number++)
                anchor = $"{name}-{number}";
        }

        return anchors;
    }
}
