using System.Text.Json;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Guide;

/// <summary>Runs the examples of a page in a PowerShell of their own.</summary>
internal static class PageRun
{
    private static readonly string _script = Path.Combine(Checkout.Root, "tests", "SafeProcess.Tests", "Guide", "Invoke-GuidePage.ps1");

    /// <summary>Runs them in a directory that is empty and is theirs.</summary>
    /// <param name="page">Where they stand.</param>
    /// <param name="cancellationToken">Ends them.</param>
    /// <param name="environment">What they find in their environment besides; null for nothing.</param>
    public static async Task<IReadOnlyList<GuideReport>> RunAsync(GuidePage page, CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var files = new TemporaryFolder();
        using var directory = new TemporaryFolder();
        var mark = $"==== {Guid.NewGuid()}";
        string[] pester = page.Examples.Any(example => example.Kind.EndsWith(".Tests.ps1", StringComparison.Ordinal))
            ? ["-Pester", Pester.ManifestOf(Pester.Versions.MaxBy(Version.Parse)!)]
            : [];
        string[] xunit = page.Examples.Any(example => example.Code.Contains("using Xunit;", StringComparison.Ordinal)) ? ["-Xunit", AppContext.BaseDirectory] : [];
        var command = Engine.CommandLine([
            "-File", _script, "-Manifest", Checkout.Manifest, "-Mark", mark, "-Report", files["report.json"],
            "-Examples", files.Write("examples.json", JsonSerializer.Serialize(page.Examples)), .. pester, .. xunit]);
        var result = await new ProcessRunner().RunAsync(
            new ProcessSpec(command[0], command[1..])
            {
                WorkingDirectory = directory.Path,
                Environment = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>()) { ["LC_ALL"] = "C.UTF-8" },
                MergeStandardError = true,
                Timeout = TimeSpan.FromMinutes(4),
            },
            OutputSink.Text(), cancellationToken);
        List<IReadOnlyList<string>> printed = [.. Printed(result.StandardOutput!, mark)];
        if (!File.Exists(files["report.json"]))
            Assert.Fail($"{page.Name}:{page.Examples.ElementAtOrDefault(printed.Count)?.Line}: in this example {result}\n{result.StandardOutput}");

        var problems = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(files["report.json"], cancellationToken))!;
        return [.. printed.Zip(problems, (lines, problem) => new GuideReport(lines, problem))];
    }

    private static IEnumerable<IReadOnlyList<string>> Printed(string output, string mark)
    {
        var lines = new List<string>();
        foreach (var line in output.Split('\n'))
        {
            if (!line.StartsWith(mark, StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }

            yield return lines;
            lines = [];
        }
    }
}

/// <summary>What came of an example.</summary>
/// <param name="Printed">The lines that it printed.</param>
/// <param name="Problem">Why it could not be run; empty when it could.</param>
internal sealed record GuideReport(IReadOnlyList<string> Printed, string Problem);
