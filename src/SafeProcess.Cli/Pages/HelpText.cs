using System.Reflection;
using System.Text;

namespace SafeProcess.Cli;

/// <summary>The help, made from the options.</summary>
internal static class HelpText
{
    private const int Indent = 30;
    private const int Width = 118;

    /// <summary>The page.</summary>
    public static string Text()
    {
        var page = new StringBuilder();
        page.Append(Wording.Summary).Append("\n\nUsage: safeprocess ").Append(Wording.Usage).Append("\n\n");
        foreach (var paragraph in Wording.Values)
            Wrap(page, paragraph, indent: 0, at: 0);
        page.Append('\n');
        foreach (var option in OptionTable.All)
            List(page, (option.Letter is null ? "      " : "  ") + Wording.Heading(option), option.Description);
        page.Append("\nExit code:\n");
        foreach (var (code, meaning) in Wording.ExitCodes)
            page.Append($"  {code,-9}{meaning}\n");
        return page.ToString();
    }

    /// <summary>The version in a line.</summary>
    public static string Version() =>
        typeof(HelpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion + "\n";

    private static void List(StringBuilder page, string heading, string text)
    {
        page.Append(heading);
        if (heading.Length + 2 > Indent)
            page.Append('\n').Append(' ', Indent);
        else
            page.Append(' ', Indent - heading.Length);
        Wrap(page, text, Indent, at: Indent);
    }

    private static void Wrap(StringBuilder page, string text, int indent, int at)
    {
        var begun = false;
        foreach (var word in text.Split(' '))
        {
            if (begun && at + 1 + word.Length > Width)
            {
                page.Append('\n').Append(' ', indent);
                (at, begun) = (indent, false);
            }

            page.Append(begun ? " " : "").Append(word);
            at += word.Length + (begun ? 1 : 0);
            begun = true;
        }

        page.Append('\n');
    }
}
