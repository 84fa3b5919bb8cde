using System.Text.Json;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Guide;

/// <summary>Runs the examples of all pages, a PowerShell for each page, a few at the same time: much of what they take is waiting, but all at once would take the
/// processors away from every other test.</summary>
public sealed class GuideRuns : IAsyncDisposable
{
    private static readonly string _script = Path.Combine(Checkout.Root, "tests", "SafeProcess.Tests", "Guide", "Invoke-GuidePage.ps1");

    private static readonly SemaphoreSlim _turns = new(2 * Environment.ProcessorCount);

    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Dictionary<string, Task<IReadOnlyList<GuideReport>>> _runs;

    /// <summary>Starts them.</summary>
    public GuideRuns() =>
        _runs = Engine.ProgramSkipReason is null ? GuidePage.Names.ToDictionary(name => name, name => RunAsync(GuidePage.Read(name))) : [];

    /// <summary>What came of the examples of a page, in their order.</summary>
    internal Task<IReadOnlyList<GuideReport>> ReportAsync(string name) => _runs[name];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        foreach (var run in _runs.Values)
            await run.ContinueWith(static _ => { }, TaskScheduler.Default);
        _over.Dispose();
    }

    /// <summary>Runs the examples of a page in a directory that is empty and is theirs.</summary>
    internal async Task<IReadOnlyList<GuideReport>> RunAsync(GuidePage page)
    {
        if (page.Examples.Count == 0 || page.SkipReason is not null)
            return [];
        await _turns.WaitAsync(_over.Token);
        try
        {
            return await RunInTurnAsync(page);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<IReadOnlyList<GuideReport>> RunInTurnAsync(GuidePage page)
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
                Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8" },
                MergeStandardError = true,
                Timeout = TimeSpan.FromMinutes(4),
            },
            OutputSink.Text(), _over.Token);
        List<IReadOnlyList<string>> printed = [.. Printed(result.StandardOutput!, mark)];
        if (!File.Exists(files["report.json"]))
            Assert.Fail($"{page.Name}:{page.Examples.ElementAtOrDefault(printed.Count)?.Line}: in this example {ResultMessage.Compose(result)}\n{result.StandardOutput}");

        var problems = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(files["report.json"], _over.Token))!;
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
