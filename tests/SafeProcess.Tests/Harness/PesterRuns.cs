using System.Diagnostics;
using System.Text.Json;

namespace SafeProcess.Tests.Harness;

/// <summary>Runs all Pester files in two PowerShells for each Pester, all at the same time: most of what they take is waiting.</summary>
public sealed class PesterRuns : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Dictionary<(string Version, string File), Task<Dictionary<string, PesterReport>>> _runs = [];

    /// <summary>Starts them.</summary>
    public PesterRuns()
    {
        foreach (var version in Engine.ProgramSkipReason is null ? Pester.Versions : [])
        {
            foreach (var share in Shares())
            {
                var run = RunAsync(version, share);
                foreach (var file in share)
                    _runs[(version, file)] = run;
            }
        }
    }

    /// <summary>Where the files are.</summary>
    public static string Folder { get; } = Path.Combine(Checkout.Root, "tests");

    /// <summary>The files, by their paths below that folder.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. new[] { Folder, Path.Combine(Folder, ThisSystem), OperatingSystem.IsLinux() ? GuideExample : Folder }.Distinct().Where(Directory.Exists)
            .SelectMany(static folder => Directory.GetFiles(folder, "*.Tests.ps1"))
            .Select(static file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    // The worked example of the guide, which is of Linux.
    private static string GuideExample => Path.Combine(Checkout.Root, "docs", "guide", "example");

    private static string ThisSystem => OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "Linux";

    /// <summary>What came of a file.</summary>
    public async Task<PesterReport> ReportAsync(string version, string file) => (await _runs[(version, file)])[file];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        foreach (var run in _runs.Values.Distinct())
            await run.ContinueWith(static _ => { }, TaskScheduler.Default);
        _over.Dispose();
    }

    // Each second one, by size: what a file holds tells roughly what it takes.
    private static IEnumerable<string[]> Shares() =>
        Files.OrderByDescending(static file => new FileInfo(Path.Combine(Folder, file)).Length).Index()
            .GroupBy(static item => item.Index % 2, static item => item.Item).Select(static share => share.ToArray());

    private async Task<Dictionary<string, PesterReport>> RunAsync(string version, string[] files)
    {
        using var folder = new TemporaryFolder();
        var report = folder["report.json"];
        var (exitCode, output) = await RunAsync(
            "-File", Path.Combine(Folder, "SafeProcess.Tests", "Harness", "Invoke-PesterFiles.ps1"),
            "-Folder", Folder, "-Pester", Pester.ManifestOf(version), "-Report", report, "-Names", string.Join(',', files));
        Assert.True(File.Exists(report), $"pwsh ended with {exitCode} and left no report:\n{output}");
        return JsonSerializer.Deserialize<Dictionary<string, PesterReport>>(await File.ReadAllTextAsync(report, _over.Token))!;
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = Command.StartInfo(Engine.CommandLine(arguments));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        bound.CancelAfter(TimeSpan.FromMinutes(10));
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var error = process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

/// <summary>What came of a Pester file.</summary>
/// <param name="Passed">Tests.</param>
/// <param name="Skipped">Tests.</param>
/// <param name="Failures">Of tests, of blocks and of the file, each with its reason.</param>
public sealed record PesterReport(int Passed, int Skipped, string[] Failures);
