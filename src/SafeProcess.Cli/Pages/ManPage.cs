using System.Text;

namespace SafeProcess.Cli;

/// <summary>The manual page, <c>safeprocess(1)</c>, made from the options as the help is (<c>man(7)</c> is the language).</summary>
internal static class ManPage
{
    private static readonly IReadOnlyList<string> _notes =
    [
        "Both streams are passed on byte for byte as they come. A reader that goes away ends the tree, quietly, with exit code 141.",
        "SIGINT, SIGTERM, SIGHUP and SIGQUIT to safeprocess take the whole tree down: the stop signal, the grace period, SIGKILL.",
        "A time before the program, -k, -s, -v and -p are those of timeout(1). Other than there, the whole tree is ended, 2 seconds after the signal by SIGKILL unless -k says otherwise; " +
        "-k 0 is refused; the exit code after a deadline is 124 even when SIGKILL was needed; and --foreground cannot be had.",
        "--sensitive-argument hides arguments in what safeprocess says. Whoever may list the processes of the system still sees them.",
    ];

    private static readonly IReadOnlyList<(string Command, string Says)> _examples =
    [
        ("safeprocess 10s make test", "Ends the tests and all that they started after 10 seconds."),
        ("safeprocess -k 5s -s INT 1h backup", "Interrupts a backup after an hour, and kills what is left of it 5 seconds later."),
        ("safeprocess --json --idle-timeout 30s curl https://example.org", "Prints output, outcome and times as one JSON object."),
    ];

    /// <summary>The page.</summary>
    public static string Text()
    {
        var page = new StringBuilder();
        page.Append($".TH SAFEPROCESS 1 \"\" \"safeprocess {HelpText.Version().TrimEnd()}\" \"User Commands\"\n");
        page.Append(".SH NAME\nsafeprocess \\- run a program safely\n");
        page.Append(".SH SYNOPSIS\n.B safeprocess\n").Append(Escape(Wording.Usage)).Append('\n');
        page.Append(".SH DESCRIPTION\n").Append(Escape(Wording.Summary)).Append('\n');
        Paragraphs(page, Wording.Values);
        page.Append(".SH OPTIONS\n");
        foreach (var option in OptionTable.All)
        {
            var spellings = string.Join(", ", option.Spellings.Select(static spelling => $"\\fB{Escape(spelling)}\\fR"));
            var value = option.Value is null ? "" : $" \\fI{Escape(option.Value)}\\fR";
            page.Append($".TP\n{spellings}{value}\n{Escape(option.Description)}\n");
        }

        page.Append(".SH EXIT STATUS\n");
        foreach (var (code, meaning) in Wording.ExitCodes)
            page.Append($".TP\n.B {Escape(code)}\n{Escape(meaning)}\n");
        page.Append(".SH NOTES\n").Append(Escape(_notes[0])).Append('\n');
        Paragraphs(page, _notes.Skip(1));
        page.Append(".SH EXAMPLES\n");
        foreach (var (command, says) in _examples)
            page.Append($".TP\n.B {Escape(command)}\n{Escape(says)}\n");
        page.Append(".SH SEE ALSO\n.BR timeout (1),\n.BR signal (7)\n");
        return page.ToString();
    }

    private static void Paragraphs(StringBuilder page, IEnumerable<string> paragraphs)
    {
        foreach (var paragraph in paragraphs)
            page.Append(".PP\n").Append(Escape(paragraph)).Append('\n');
    }

    /// <summary>A minus stays a minus that can be copied, and no line begins a request.</summary>
    private static string Escape(string text)
    {
        var escaped = text.Replace(@"\", @"\e", StringComparison.Ordinal).Replace("-", @"\-", StringComparison.Ordinal);
        return escaped[0] is '.' or '\'' ? @"\&" + escaped : escaped;
    }
}
