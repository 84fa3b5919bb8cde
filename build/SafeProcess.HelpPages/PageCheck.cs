using SafeProcess.HelpPages.Cmdlets;
using SafeProcess.HelpPages.Output;
using SafeProcess.HelpPages.Pages;

namespace SafeProcess.HelpPages;

/// <summary>Finds what is wrong with the pages.</summary>
internal static class PageCheck
{
    private const string Remedy = "dotnet run --project build/SafeProcess.HelpPages -- update";

    /// <summary>What is wrong, each with its place; nothing when all is well.</summary>
    public static IReadOnlyList<string> Findings(HelpSource source) =>
    [
        .. source.CmdletPages.Where(file => source.Cmdlets.All(cmdlet => HelpSource.PageOf(cmdlet) != file)).Select(static file => $"{file}: there is no such cmdlet."),
        .. source.Cmdlets.SelectMany(cmdlet => Findings(source, cmdlet)),
        .. UnusedTexts(source),
        .. source.Pages.SelectMany(file => PageLinks.Broken(source.PathOf(file), new MarkdownPage(source.Read(file))).Select(link => $"{file}:{link.Line}: the link to {link.Target} leads nowhere.")),
        .. source.Topics.SelectMany(WideLines),
    ];

    private static IEnumerable<string> Findings(HelpSource source, CmdletShape cmdlet)
    {
        var file = HelpSource.PageOf(cmdlet);
        if (source.Updated(cmdlet) is not { } updated)
            return [$"{file}: {cmdlet.Name} has no page."];
        var text = source.Read(file);
        return [.. Stale(file, text, updated), .. Content(file, new MarkdownPage(text), cmdlet)];
    }

    private static IEnumerable<string> Stale(string file, string text, string updated)
    {
        if (text == updated)
            return [];
        var (lines, others) = (text.Split('\n'), updated.Split('\n'));
        var line = lines.Zip(others).TakeWhile(static pair => pair.First == pair.Second).Count();
        return [$"{file}:{line + 1}: this is stale, '{others.ElementAtOrDefault(line)}' should stand here. To fill it in: {Remedy}"];
    }

    private static IEnumerable<string> Content(string file, MarkdownPage page, CmdletShape cmdlet)
    {
        foreach (var title in (string[])["SYNOPSIS", "DESCRIPTION", "RELATED LINKS"])
        {
            if (page.Section(title) is not { Blocks.Count: > 0 })
                yield return $"{file}: {title} is missing or empty.";
        }

        foreach (var section in page.Section("PARAMETERS")?.Inner ?? [])
        {
            if (section.Title.StartsWith('-') && cmdlet.Parameters.All(parameter => section.Title != $"-{parameter.Name}"))
                yield return $"{file}:{section.Line + 1}: {cmdlet.Name} has no parameter {section.Title}.";
            else if (!Text.BlockText.Chunks(section.Blocks.Where(static block => !ParameterFacts.IsIn(block)), null).Any())
                yield return $"{file}:{section.Line + 1}: {section.Title} is not described.";
        }

        var examples = page.Section("EXAMPLES")?.Inner ?? [];
        if (examples.Count == 0)
            yield return $"{file}: there is no example.";
        for (var i = 0; i < examples.Count; i++)
        {
            if (!examples[i].Title.StartsWith($"Example {i + 1}: ", StringComparison.Ordinal))
                yield return $"{file}:{examples[i].Line + 1}: this title should begin with 'Example {i + 1}: '.";
            if (!examples[i].Blocks.Any(ExampleText.IsCode))
                yield return $"{file}:{examples[i].Line + 1}: this example has no ```powershell.";
        }
    }

    private static IEnumerable<string> UnusedTexts(HelpSource source)
    {
        var used = source.CmdletPages.SelectMany(file => source.Read(file).Split('\n')).Select(SharedTexts.NameIn).ToHashSet();
        return source.Shared.Names.Where(text => !used.Contains(text.Name)).Select(static text => $"{text.Place}: no page names the shared text '{text.Name}'.");
    }

    private static IEnumerable<string> WideLines(AboutTopic topic) =>
        topic.Text.Split('\n').Where(static line => line.Length > AboutTopic.Width)
            .Select(line => $"{topic.Name}: this line has more than {AboutTopic.Width} columns: {line.Trim()}");
}
