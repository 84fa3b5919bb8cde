using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests;

/// <summary>The Pester files of this checkout that are for every system and for this one, run in fresh PowerShells by Pester.</summary>
public sealed class PesterTests(PesterRuns runs) : IClassFixture<PesterRuns>
{
    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var pester in Pester.Versions)
            {
                foreach (var file in PesterRuns.Files)
                    files.Add(file, pester);
            }

            return files;
        }
    }

    [PwshTheory]
    [MemberData(nameof(Files))]
    public async Task Every_test_of_a_Pester_file_passes(string file, string pester)
    {
        var report = await runs.ReportAsync(pester, file);

        if (report.Failures.Length > 0)
            Assert.Fail($"{report.Failures.Length} failed, {report.Passed} passed in {file}:\n{string.Join('\n', report.Failures)}");
        Assert.True(report.Passed > 0, $"no test of {file} ran");
        Assert.True(report.Skipped == 0, $"{report.Skipped} tests of {file} were skipped, which this test would hide");
    }
}
