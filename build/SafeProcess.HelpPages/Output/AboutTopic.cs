using System.Text.RegularExpressions;
using Markdig.Syntax;
using SafeProcess.HelpPages.Pages;
using SafeProcess.HelpPages.Text;

namespace SafeProcess.HelpPages.Output;

/// <summary>A topic of <c>Get-Help about_*</c>: text of at most 80 columns.</summary>
/// <param name="Name">Its name, which begins with <c>about_</c>.</param>
/// <param name="Text">All of it.</param>
internal sealed partial record AboutTopic(string Name, string Text)
{
    /// <summary>The most columns a line may have.</summary>
    public const int Width = 80;

    private const int Margin = 4;
    private const int HeadingMargin = 2;

    /// <summary>Makes a topic from a page of its own: its sections of the second level are those of the topic.</summary>
    public static AboutTopic FromPage(string name, string text)
    {
        var page = new MarkdownPage(text);
        return new AboutTopic(name, Join(["TOPIC", $"    {name}"], page.AllSections.Where(static section => section.Level == 2).Select(Section)));
    }

    /// <summary>Makes topics from what a page has between <c>&lt;!-- about: about_Name --&gt;</c> and <c>&lt;!-- /about --&gt;</c>. The page's title is the short
    /// description.</summary>
    /// <param name="file">The page, for messages.</param>
    /// <param name="text">The page.</param>
    /// <param name="seeAlso">Where there is more.</param>
    public static IEnumerable<AboutTopic> FromCores(string file, string text, params string[] seeAlso)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Opening().Match(lines[i]) is not { Success: true } match)
                continue;
            var end = Array.FindIndex(lines, i, static line => line.Trim() == "<!-- /about -->");
            if (end < 0)
                throw new PageException($"{file}:{i + 1}: <!-- /about --> is missing.");
            if (new MarkdownPage(text).AllSections.FirstOrDefault(static section => section.Level == 1) is not { } title)
                throw new PageException($"{file}: the page has no title, which is the short description of {match.Groups["name"].Value}.");
            yield return FromCore(match.Groups["name"].Value, title.Title, string.Join('\n', lines[(i + 1)..end]), seeAlso);
            i = end;
        }
    }

    private static AboutTopic FromCore(string name, string title, string text, string[] seeAlso)
    {
        var page = new MarkdownPage(text);
        return new AboutTopic(name, Join(
            ["TOPIC", $"    {name}"],
            [
                ["SHORT DESCRIPTION", .. Lines.Wrap(Number().Replace(title, ""), Width - Margin).Indent(Margin)],
                ["LONG DESCRIPTION", .. BlockText.Joined([.. Chunks(page.Opening), .. page.AllSections.SelectMany(Inner)])],
                ["SEE ALSO", .. seeAlso.Select(static line => $"    - {line}")],
            ]));
    }

    private static string Join(IEnumerable<string> head, IEnumerable<IEnumerable<string>> sections) =>
        string.Join('\n', BlockText.Joined([[.. head], .. sections.Select(static section => section.ToArray())])) + '\n';

    private static IEnumerable<string> Section(PageSection section) =>
        [section.Title.ToUpperInvariant(), .. BlockText.Joined([.. Chunks(section.Blocks), .. section.Inner.SelectMany(static inner => inner.SelfAndInner).SelectMany(Inner)])];

    // A heading stands directly above its first chunk.
    private static IEnumerable<string[]> Inner(PageSection section)
    {
        string[] heading = [.. Lines.Wrap(section.Title, Width - HeadingMargin).Indent(HeadingMargin)];
        var chunks = Chunks(section.Blocks).ToArray();
        return chunks.Length == 0 ? [heading] : [[.. heading, .. chunks[0]], .. chunks[1..]];
    }

    private static IEnumerable<string[]> Chunks(IEnumerable<Block> blocks) => blocks.SelectMany(static block =>
        BlockText.Chunks([block], Width - Margin).Select(chunk => (string[])[.. chunk.Indent(MarginOf(block, chunk))]));

    // Code that is wide goes to the left.
    private static int MarginOf(Block block, string[] chunk) =>
        block is CodeBlock ? Math.Clamp(Width - chunk.Max(static line => line.Length), 0, Margin) : Margin;

    [GeneratedRegex(@"^\s*<!-- about: (?<name>about_\w+) -->\s*$")]
    private static partial Regex Opening();

    [GeneratedRegex(@"^\d+\. ")]
    private static partial Regex Number();
}
