using System.Globalization;
using System.Text;

namespace SafeProcess;

/// <summary>Text that other processes chose (names, arguments, paths) made safe to show: it stays on one line, and holds nothing that a
/// terminal would act on or that would reorder what stands around it.</summary>
public static class VisibleText
{
    private const string SafeUnquoted = "-_./:=+,@%^~";

    /// <summary>The text with each invisible character as an escape of the C language (<c>\n</c>, <c>\x1b</c>, <c>\u202e</c>). Nothing else
    /// is changed, backslashes neither.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="longest">What is longer ends in an ellipsis.</param>
    public static string Of(string text, int longest = int.MaxValue) => Bound(text.Any(IsInvisible) ? Escape(text, quoted: false) : text, longest);

    /// <summary>A line that a program wrote, to be shown as it was written: as <see cref="Of"/>, but a tab stays a tab.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(static one => one != '\t' && IsInvisible(one)) ? string.Join('\t', text.Split('\t').Select(static part => Of(part))) : text;
    }

    /// <summary>What a program wrote, or somebody else's message, of one or several lines: each as <see cref="Line"/>, on a line of its own.</summary>
    public static string Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(static one => one is not ('\t' or '\n') && IsInvisible(one))
            ? string.Join('\n', text.Split('\n').Select(static line => Line(line.EndsWith('\r') ? line[..^1] : line)))
            : text;
    }

    /// <summary>Program and arguments as one would type them in a shell that knows <c>$'…'</c>.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static string CommandLine(IEnumerable<string> arguments, int longest) => Bound(string.Join(' ', arguments.Select(Quote)), longest);

    private static string Quote(string argument) =>
        argument.Length > 0 && WithoutMask(argument).All(static one => char.IsLetterOrDigit(one) || SafeUnquoted.Contains(one, StringComparison.Ordinal)) ? argument
        : argument.Any(IsInvisible) ? $"$'{Escape(argument, quoted: true)}'"
        : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    // In quotes it would look like an argument of that name.
    private static string WithoutMask(string argument) => argument.Replace(SecretMask.Hidden, "", StringComparison.Ordinal);

    private static string Escape(string text, bool quoted)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var one in text)
        {
            if (IsInvisible(one))
                escaped.Append(EscapeOf(one));
            else if (quoted && one is '\\' or '\'')
                escaped.Append('\\').Append(one);
            else
                escaped.Append(one);
        }

        return escaped.ToString();
    }

    private static string EscapeOf(char one) => one switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        < '\x80' => string.Create(CultureInfo.InvariantCulture, $@"\x{(int)one:x2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)one:x4}"),
    };

    private static bool IsInvisible(char one) => char.GetUnicodeCategory(one)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Bound(string text, int longest) =>
        text.Length <= longest ? text : text[..(longest - (char.IsHighSurrogate(text[longest - 2]) ? 2 : 1))] + '…';
}
