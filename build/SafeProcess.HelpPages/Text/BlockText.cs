using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace SafeProcess.HelpPages.Text;

/// <summary>Paragraphs, lists, tables and code as plain text, in chunks that a blank line separates.</summary>
internal static class BlockText
{
    /// <summary>How far code is moved to the right.</summary>
    public const int CodeIndent = 4;

    /// <summary>The chunks of some blocks, each with its lines. Comments have none.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="width">The most characters a line may have; null for as many as there are. What code printed may be as wide as that without its indent.</param>
    public static IEnumerable<string[]> Chunks(IEnumerable<Block> blocks, int? width) =>
        blocks.Select(block => LinesOf(block, width).ToArray()).Where(static chunk => chunk.Length > 0);

    /// <summary>The lines of a fence, as they stand.</summary>
    public static IEnumerable<string> CodeOf(LeafBlock code) => code.Lines.ToString().TrimEnd('\n').Split('\n');

    private static IEnumerable<string> LinesOf(Block block, int? width) => block switch
    {
        HtmlBlock or LinkReferenceDefinitionGroup => [],
        CodeBlock code => CodeText.Of(code, width - CodeIndent, width).Indent(CodeIndent),
        Table table => TableText.Of(table, width),
        ListBlock list => Items(list, width),
        QuoteBlock quote => Joined(Chunks(quote, width - 2)).Indent(2),
        LeafBlock leaf => Lines.Wrap(InlineText.Of(leaf), width),
        _ => throw new PageException($"line {block.Line + 1}: {block.GetType().Name} has no form as text."),
    };

    private static IEnumerable<string> Items(ListBlock list, int? width)
    {
        var number = list.IsOrdered && int.TryParse(list.OrderedStart, out var start) ? start : 1;
        var isFirst = true;
        foreach (var item in list.Cast<ListItemBlock>())
        {
            if (list.IsLoose && !isFirst)
                yield return "";
            isFirst = false;
            var mark = list.IsOrdered ? $"{number++}. " : "- ";
            var chunks = Chunks(item, width - mark.Length);
            foreach (var line in (list.IsLoose ? Joined(chunks) : chunks.SelectMany(static chunk => chunk)).Indent(mark, new string(' ', mark.Length)))
                yield return line;
        }
    }

    /// <summary>The lines of chunks, with blank lines between them.</summary>
    public static IEnumerable<string> Joined(IEnumerable<string[]> chunks) => chunks.SelectMany(static (chunk, index) => index == 0 ? chunk : ["", .. chunk]);
}
