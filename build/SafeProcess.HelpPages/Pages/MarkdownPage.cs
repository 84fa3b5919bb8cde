using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace SafeProcess.HelpPages.Pages;

/// <summary>A page as lines, and as sections of blocks.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UsePreciseSourceLocation().Build();

    /// <summary>Reads a page.</summary>
    public MarkdownPage(string text)
    {
        Lines = text.Split('\n');
        Document = Markdown.Parse(text, _pipeline);
        HeadEnd = Document.OfType<YamlFrontMatterBlock>().FirstOrDefault() is { } head ? head.Line + head.Lines.Count + 2 : 0;
        var blocks = Document.Where(static block => block is not YamlFrontMatterBlock).ToArray();
        Opening = [.. blocks.TakeWhile(static block => block is not HeadingBlock)];
        Sections = Read(blocks.AsSpan(Opening.Count), Lines.Count);
    }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>All of it as Markdig read it.</summary>
    public MarkdownDocument Document { get; }

    /// <summary>The line after its YAML head; 0 when it has none.</summary>
    public int HeadEnd { get; }

    /// <summary>What stands before the first heading.</summary>
    public IReadOnlyList<Block> Opening { get; }

    /// <summary>Its sections, each with those inside it.</summary>
    public IReadOnlyList<PageSection> Sections { get; }

    /// <summary>The sections of all levels, in order.</summary>
    public IEnumerable<PageSection> AllSections => Sections.SelectMany(static section => section.SelfAndInner);

    /// <summary>The section with this title, at the second level.</summary>
    public PageSection? Section(string title) => AllSections.FirstOrDefault(section => section.Level == 2 && section.Title == title);

    /// <summary>Lines of a page without blank ones at the beginning and the end.</summary>
    public static IEnumerable<string> Trim(IEnumerable<string> lines) =>
        lines.SkipWhile(string.IsNullOrWhiteSpace).Reverse().SkipWhile(string.IsNullOrWhiteSpace).Reverse();

    private static List<PageSection> Read(ReadOnlySpan<Block> blocks, int end)
    {
        var sections = new List<PageSection>();
        while (blocks.Length > 0)
        {
            var heading = (HeadingBlock)blocks[0];
            var next = 1;
            while (next < blocks.Length && !(blocks[next] is HeadingBlock other && other.Level <= heading.Level))
                next++;
            var inner = 1;
            while (inner < next && blocks[inner] is not HeadingBlock)
                inner++;
            var last = next < blocks.Length ? blocks[next].Line : end;
            sections.Add(new PageSection(
                heading.Level, Text.InlineText.Of(heading), heading.Line, last, [.. blocks[1..inner]], Read(blocks[inner..next], last)));
            blocks = blocks[next..];
        }

        return sections;
    }
}

/// <summary>A heading and what stands under it.</summary>
/// <param name="Level">That of the heading.</param>
/// <param name="Title">The heading's text.</param>
/// <param name="Line">The heading's line, from 0.</param>
/// <param name="End">The line behind the section.</param>
/// <param name="Blocks">What stands between the heading and the next one.</param>
/// <param name="Inner">The sections in it.</param>
internal sealed record PageSection(int Level, string Title, int Line, int End, IReadOnlyList<Block> Blocks, IReadOnlyList<PageSection> Inner)
{
    /// <summary>The section and all that are in it.</summary>
    public IEnumerable<PageSection> SelfAndInner => Inner.SelectMany(static section => section.SelfAndInner).Prepend(this);
}
