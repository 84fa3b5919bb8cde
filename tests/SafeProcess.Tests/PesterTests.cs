using System.Diagnostics;
using System.Text.Json;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>The Pester files of this checkout, each run in a fresh PowerShell by each Pester that is supported.</summary>
public sealed class PesterTests
{
    private static readonly string _folder = Path.Combine(Checkout.Root, "tests");

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var pester in Pester.Versions)
            {
                foreach (var file in Directory.GetFiles(_folder, "*.Tests.ps1").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
                    files.Add(file, pester);
            }

            return files;
        }
    }

    [PwshTheory]
    [MemberData(nameof(Files))]
    public async Task Every_test_of_a_Pester_file_passes(string file, string pester)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await RunPester(file, Pester.ManifestOf(pester), folder["report.json"]);
        Assert.True(File.Exists(folder["report.json"]), $"pwsh ended with {exitCode} and left no report:\n{output}");

        var json = await File.ReadAllTextAsync(folder["report.json"], TestContext.Current.CancellationToken);
        var report = JsonSerializer.Deserialize<Report>(json)!;

        if (report.Failures.Length > 0)
            Assert.Fail($"{report.Failures.Length} failed, {report.Passed} passed in {file}:\n{string.Join('\n', report.Failures)}");
        Assert.True(report.Passed > 0, $"no test of {file} ran");
        Assert.True(report.Skipped == 0, $"{report.Skipped} tests of {file} were skipped, which this test would hide");
    }

    private static async Task<(int ExitCode, string Output)> RunPester(string file, string pester, string report)
    {
        string[] arguments =
        [
            "-File", Path.Combine(_folder, "SafeProcess.Tests", "Harness", "Invoke-PesterFile.ps1"),
            "-File", Path.Combine(_folder, file), "-Pester", pester, "-Report", report,
        ];
        var start = Command.StartInfo(Engine.CommandLine(arguments));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromMinutes(4));
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

    private sealed record Report(int Passed, int Skipped, string[] Failures);
}
