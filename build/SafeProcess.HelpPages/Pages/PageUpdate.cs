using SafeProcess.HelpPages.Cmdlets;

namespace SafeProcess.HelpPages.Pages;

/// <summary>Writes into a cmdlet's page what is not written by hand: its head, shared texts, the syntax and the facts of its parameters.</summary>
internal static class PageUpdate
{
    /// <summary>The name of the section that PowerShell's own parameters have.</summary>
    public const string CommonParameters = "CommonParameters";

    private const string DefaultMark = " (Default)";

    private static readonly string[] _commonParameters =
    [
        "This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable,",
        "-InformationAction, -InformationVariable, -OutBuffer, -OutVariable, -PipelineVariable,",
        "-ProgressAction, -Verbose, -WarningAction, and -WarningVariable. For more information, see",
        "[about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).",
    ];

    /// <summary>The page as it should be.</summary>
    public static string Apply(string file, string text, CmdletShape cmdlet, SharedTexts shared)
    {
        var page = new MarkdownPage(shared.FillIn(file, text));
        if (page.Section("SYNTAX") is not { } syntax)
            throw new PageException($"{file}: there is no section SYNTAX.");
        if (page.Section("PARAMETERS") is not { } parameters)
            throw new PageException($"{file}: there is no section PARAMETERS.");

        var sets = Sets(page, cmdlet);
        var sections = parameters.Inner.ToLookup(static section => section.Title);
        var common = sections[CommonParameters].FirstOrDefault();
        var end = common?.Line ?? parameters.End;
        var changes = new List<Change>
        {
            new(0, page.HeadEnd, Head(page, cmdlet)),
            Change.Inside(syntax, Syntax(cmdlet, sets, Order(page, cmdlet))),
            common is null ? new Change(end, end, [$"### {CommonParameters}", "", .. _commonParameters, ""]) : Change.Inside(common, _commonParameters),
        };
        foreach (var parameter in cmdlet.Parameters)
        {
            changes.Add(sections[$"-{parameter.Name}"].FirstOrDefault() is { } section
                ? Change.Inside(section, WithFacts(page, section, parameter, sets, shared))
                : new Change(end, end, [$"### -{parameter.Name}", "", .. ParameterFacts.None.With(parameter).Write(parameter, sets), ""]));
        }

        // From the end to the beginning, so that numbers of lines stay true; what is put in at the same line keeps its order.
        var lines = page.Lines.ToList();
        foreach (var change in changes.AsEnumerable().Reverse().OrderByDescending(static change => change.Line))
        {
            lines.RemoveRange(change.Line, change.End - change.Line);
            lines.InsertRange(change.Line, change.Lines);
        }

        return string.Join('\n', lines).TrimEnd('\n') + '\n';
    }

    /// <summary>The parameter sets in the order in which the page shows them; new ones come last.</summary>
    public static IReadOnlyList<string> Sets(MarkdownPage page, CmdletShape cmdlet)
    {
        var shown = (page.Section("SYNTAX")?.Inner ?? []).Select(static section => section.Title.Replace(DefaultMark, "", StringComparison.Ordinal));
        return [.. shown.Where(cmdlet.Sets.Contains), .. cmdlet.Sets.Except(shown)];
    }

    /// <summary>The parameters in the order in which the page describes them; new ones come last.</summary>
    public static IReadOnlyList<ParameterShape> Order(MarkdownPage page, CmdletShape cmdlet)
    {
        var titles = (page.Section("PARAMETERS")?.Inner ?? []).Select(static section => section.Title).ToList();
        return [.. cmdlet.Parameters.OrderBy(parameter => titles.IndexOf($"-{parameter.Name}") is var at && at < 0 ? int.MaxValue : at)];
    }

    private static string[] WithFacts(MarkdownPage page, PageSection section, ParameterShape parameter, IReadOnlyList<string> sets, SharedTexts shared)
    {
        var end = section.Blocks.FirstOrDefault(ParameterFacts.IsIn)?.Line ?? section.End;
        var text = MarkdownPage.Trim(page.Lines.Take(end).Skip(section.Line + 1)).ToArray();
        var facts = text.Select(SharedTexts.NameIn).OfType<string>().Select(shared.FactsOf).Aggregate(ParameterFacts.None, static (all, more) => all.Or(more));
        string[] block = [.. facts.Or(ParameterFacts.Read(section)).With(parameter).Write(parameter, sets)];
        return text.Length == 0 ? block : [.. text, "", .. block];
    }

    private static IEnumerable<string> Syntax(CmdletShape cmdlet, IReadOnlyList<string> sets, IReadOnlyList<ParameterShape> parameters) =>
        sets.SelectMany((set, index) => (string[])
        [
            .. index == 0 ? [] : (string[])[""],
            $"### {set}{(sets.Count > 1 && set == cmdlet.DefaultSet ? DefaultMark : "")}",
            "",
            "```",
            .. SyntaxText.Of(cmdlet.Name, parameters, set),
            "```",
        ]);

    private static IEnumerable<string> Head(MarkdownPage page, CmdletShape cmdlet)
    {
        var date = page.Lines.Take(page.HeadEnd).FirstOrDefault(static line => line.StartsWith("ms.date:", StringComparison.Ordinal));
        return
        [
            "---",
            "document type: cmdlet",
            "external help file: SafeProcess.dll-Help.xml",
            $"HelpUri: {cmdlet.HelpUri}",
            "Locale: en-US",
            "Module Name: SafeProcess",
            date ?? $"ms.date: {DateTime.UtcNow.ToString("MM/dd/yyyy", System.Globalization.CultureInfo.InvariantCulture)}",
            "PlatyPS schema version: 2024-05-01",
            $"title: {cmdlet.Name}",
            "---",
        ];
    }

    private sealed record Change(int Line, int End, IEnumerable<string> Lines)
    {
        public static Change Inside(PageSection section, IEnumerable<string> lines) => new(section.Line + 1, section.End, ["", .. lines, ""]);
    }
}
