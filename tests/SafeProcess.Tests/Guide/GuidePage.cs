using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Guide;

/// <summary>A page of the guide, of the help or of their neighbours, and the examples on it.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Examples">What is run or looked at, in order.</param>
/// <param name="Problems">What is wrong with how it is written, with the line.</param>
/// <param name="Needs">The programs that it says it needs, in comments: <c>&lt;!-- needs: openssl --&gt;</c>.</param>
internal sealed partial record GuidePage(string Name, IReadOnlyList<GuideExample> Examples, IReadOnlyList<string> Problems, IReadOnlyList<string> Needs)
{
    private static readonly string[] _exampleKinds = ["powershell", "powershell wrong", "powershell elsewhere", "powershell FILE.ps1", "csharp", "sh FILE"];

    /// <summary>Where the pages are.</summary>
    public static string Folder { get; } = Path.Combine(Checkout.Root, "docs", "guide");

    /// <summary>The names of all pages that have examples, those of the help, the README, docs/using.md and docs/prompt.md included, as paths from that folder.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. NamesIn(Folder), .. NamesIn(Path.Combine(Folder, "..", "en-US")), Path.Combine("..", "using.md"), Path.Combine("..", "prompt.md"), Path.Combine("..", "..", "README.md")];

    // What stands before the programs that an example needs and that not every machine has.
    private const string With = "powershell with ";

    /// <summary>Why its examples cannot be run on this machine; null when they can.</summary>
    public string? SkipReason =>
        Needs.FirstOrDefault(program => Command.Output("sh", "-c", "command -v \"$0\"", program) is null) is { } missing ? $"there is no {missing} on PATH" : null;

    /// <summary>Reads a page.</summary>
    public static GuidePage Read(string name) => Parse(name, File.ReadAllLines(Path.Combine(Folder, name)));

    /// <summary>Finds the examples on a page.</summary>
    public static GuidePage Parse(string name, IReadOnlyList<string> lines)
    {
        var examples = new List<GuideExample>();
        var problems = new List<string>();
        var isBehindExample = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].TrimStart();
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                isBehindExample &= line.Length == 0;
                continue;
            }

            var wasBehindExample = isBehindExample;
            var start = i;
            var indent = lines[i].Length - line.Length;
            var kind = KindHere(line.Trim('`', ' '));
            var body = new List<string>();
            while (++i < lines.Count && lines[i].Trim() != "```")
                body.Add(lines[i][Math.Min(indent, lines[i].Length)..]);
            if (i == lines.Count)
                problems.Add($"{name}:{start + 1}: this fence is never closed");

            isBehindExample = _exampleKinds.Contains(kind) || NamesFile().IsMatch(kind);
            if (isBehindExample)
                examples.Add(new GuideExample(start + 1, kind, string.Join('\n', body), null));
            else if (kind == "output" && wasBehindExample && examples[^1] is { IsRun: true } or { Kind: "powershell elsewhere" })
                examples[^1] = examples[^1] with { Output = body, OutputLine = start + 1 };
            else if (kind == "output")
                problems.Add($"{name}:{start + 1}: right before this output stands no example that is run");
            else if (kind.StartsWith("powershell", StringComparison.Ordinal) || kind.StartsWith("csharp", StringComparison.Ordinal))
                problems.Add($"{name}:{start + 1}: '{kind}' is no kind of example; there are {string.Join(", ", _exampleKinds)}");
        }

        return new GuidePage(name, examples, problems, [.. lines.Select(line => Need().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)]);
    }

    private static IReadOnlyList<string> NamesIn(string folder) =>
        [.. Directory.GetFiles(folder, "*.md").Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    // Where a program is missing the example is looked at only.
    private static string KindHere(string kind) =>
        !kind.StartsWith(With, StringComparison.Ordinal) ? kind : kind[With.Length..].Split(' ').All(IsOnPath) ? "powershell" : "powershell elsewhere";

    private static bool IsOnPath(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    [GeneratedRegex(@"^(powershell [\w.-]+\.ps1|sh [\w.-]+)$")]
    private static partial Regex NamesFile();

    [GeneratedRegex("^<!-- needs: (.+) -->$")]
    private static partial Regex Need();
}

/// <summary>An example on a page.</summary>
/// <param name="Line">Where its fence starts.</param>
/// <param name="Kind">What its fence says. One that names a file is put there, for a later example.</param>
/// <param name="Code">The script or the program.</param>
/// <param name="Output">What the page says that it prints; null when it says nothing.</param>
internal sealed record GuideExample(int Line, string Kind, string Code, [property: JsonIgnore] IReadOnlyList<string>? Output)
{
    /// <summary>Where the fence of its output starts.</summary>
    public int OutputLine { get; init; }

    /// <summary>Whether it is run, and not only looked at.</summary>
    public bool IsRun => Kind is "powershell" or "csharp";
}
