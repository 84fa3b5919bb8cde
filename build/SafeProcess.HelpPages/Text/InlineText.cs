using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SafeProcess.HelpPages.Text;

/// <summary>What stands in a paragraph, as plain text.</summary>
internal static class InlineText
{
    /// <summary>The text of a paragraph, a heading or the cell of a table. Line ends of the source are blanks; those that are meant are kept.</summary>
    public static string Of(LeafBlock block) => block.Inline is { } inlines ? Of(inlines) : "";

    /// <inheritdoc cref="Of(LeafBlock)"/>
    public static string Of(TableCell cell) => string.Join(' ', cell.OfType<LeafBlock>().Select(Of));

    private static string Of(ContainerInline inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines)
            Append(text, inline);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case LineBreakInline end:
                text.Append(end.IsHard ? '\n' : ' ');
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case LinkInline link:
                var shown = Of(link);
                text.Append(shown);
                // In a console the path of a page is of no use, and Get-Help finds a topic by its name.
                if (link.Url is { } address && address != shown && address.Contains("://", StringComparison.Ordinal)
                    && !shown.StartsWith("about_", StringComparison.Ordinal))
                {
                    text.Append(" (").Append(address).Append(')');
                }

                break;
            case ContainerInline container:
                text.Append(Of(container));
                break;
            case HtmlInline:
                break;
            default:
                throw new PageException($"line {inline.Line + 1}: {inline.GetType().Name} has no form as text.");
        }
    }
}
