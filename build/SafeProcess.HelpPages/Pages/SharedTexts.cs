using System.Text.RegularExpressions;

namespace SafeProcess.HelpPages.Pages;

/// <summary>Texts that several pages have, written once: the sections of the files in <c>shared</c>. A page names one between two comments, and the tool
/// fills in what stands between them.</summary>
internal sealed partial class SharedTexts
{
    private readonly Dictionary<string, Shared> _texts = [];

    /// <summary>The names of all texts, each with the place it is written at.</summary>
    public IEnumerable<(string Name, string Place)> Names => _texts.Select(static pair => (pair.Key, pair.Value.Place));

    /// <summary>Takes in the texts of a file.</summary>
    public SharedTexts Add(string file, string text)
    {
        var page = new MarkdownPage(text);
        foreach (var section in page.AllSections.Where(static section => section.Level == 2))
        {
            var facts = section.Blocks.FirstOrDefault(ParameterFacts.IsIn);
            var end = facts?.Line ?? section.End;
            var body = MarkdownPage.Trim(page.Lines.Take(end).Skip(section.Line + 1));
            if (!_texts.TryAdd(section.Title, new Shared([.. body], ParameterFacts.Read(section), $"{file}:{section.Line + 1}")))
                throw new PageException($"{file}:{section.Line + 1}: there is a shared text '{section.Title}' already.");
        }

        return this;
    }

    /// <summary>The name that a line opens a shared text with; null when it opens none.</summary>
    public static string? NameIn(string line) => Opening().Match(line) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <summary>What was written by hand of the parameter that a text is about.</summary>
    public ParameterFacts FactsOf(string name) => _texts.TryGetValue(name, out var shared) ? shared.Facts : ParameterFacts.None;

    /// <summary>A page with the texts it names.</summary>
    public string FillIn(string file, string text)
    {
        var filled = new List<string>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            filled.Add(lines[i]);
            if (NameIn(lines[i]) is not { } name)
                continue;
            if (!_texts.TryGetValue(name, out var shared))
                throw new PageException($"{file}:{i + 1}: there is no shared text '{name}'.");
            var end = Array.FindIndex(lines, i, static line => line.Trim() == "<!-- /shared -->");
            if (end < 0 || lines[(i + 1)..end].Any(static line => NameIn(line) is not null))
                throw new PageException($"{file}:{i + 1}: <!-- /shared --> is missing.");
            filled.AddRange(["", .. shared.Lines, "", lines[end]]);
            i = end;
        }

        return string.Join('\n', filled);
    }

    [GeneratedRegex(@"^\s*<!-- shared: (?<name>[\w-]+) -->\s*$")]
    private static partial Regex Opening();

    private sealed record Shared(IReadOnlyList<string> Lines, ParameterFacts Facts, string Place);
}
