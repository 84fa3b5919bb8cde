using Markdig.Syntax;
using SafeProcess.HelpPages.Text;

namespace SafeProcess.HelpPages.Output;

/// <summary>What an example shows after its code: what was printed, what was typed next, and what there is to say of it.</summary>
internal static class ExampleText
{
    /// <summary>What stands before what is typed.</summary>
    public const string Prompt = "PS> ";

    /// <summary>Whether a block is typed.</summary>
    public static bool IsCode(Block block) => block is FencedCodeBlock { Info: "powershell" };

    /// <summary>The paragraphs. What was printed and typed is one, and a blank line separates it from the rest.</summary>
    public static IEnumerable<string> Remarks(IEnumerable<Block> blocks)
    {
        var session = new List<string>();
        foreach (var block in blocks)
        {
            if (block is FencedCodeBlock fence)
            {
                // Two lines that were typed stand together; what was printed before ends with a blank line.
                if (session.Count > 0 && IsCode(fence))
                    session.Add("");
                session.AddRange(IsCode(fence) ? BlockText.CodeOf(fence).Indent(Prompt, "") : BlockText.CodeOf(fence));
                continue;
            }

            foreach (var text in Session(session))
                yield return text;
            foreach (var chunk in BlockText.Chunks([block], null))
                yield return string.Join('\n', chunk);
        }

        foreach (var text in Session(session))
            yield return text;
    }

    private static string[] Session(List<string> lines)
    {
        if (lines.Count == 0)
            return [];
        var text = string.Join('\n', lines);
        lines.Clear();
        return [text, ""];
    }
}
