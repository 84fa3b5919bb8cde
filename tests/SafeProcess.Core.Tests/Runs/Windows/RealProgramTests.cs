using System.Globalization;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Real programs on real input, where there are such.</summary>
public sealed class RealProgramTests
{
    [Fact]
    public async Task Git_log_of_this_repository_is_whole()
    {
        var git = Requires.Program("git");
        var check = await RunAsync(new(git, "rev-parse", "--git-dir") { WorkingDirectory = BuildInfo.RepositoryFolder });
        Assert.SkipUnless(check.Success, $"the tests were not built in a git repository: {check.LastErrorLine}");

        ProcessSpec spec = new(git, "--no-pager", "log", "--stat", "--patch") { WorkingDirectory = BuildInfo.RepositoryFolder, Timeout = TimeSpan.FromSeconds(50) };
        var log = await RunAsync(spec);
        Assert.True(log.Success, $"{log}");
        var count = await RunAsync(new(git, "rev-list", "--count", "HEAD") { WorkingDirectory = BuildInfo.RepositoryFolder });
        var commits = log.StandardOutput!.Split('\n').Count(line => line.StartsWith("commit ", StringComparison.Ordinal));
        Assert.Equal(int.Parse(count.StandardOutput!, CultureInfo.InvariantCulture), commits);
    }

    [Fact]
    public async Task Gcc_on_a_broken_source_fails_and_says_why()
    {
        var gcc = Requires.Program("gcc");
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("broken.c"), "int main(void) { return undeclared; }\n", TestContext.Current.CancellationToken);
        var result = await RunAsync(new(gcc, "-c", "broken.c") { WorkingDirectory = folder.Path });
        Assert.Equal((Outcome.Exited, 1, false), (result.Outcome, result.ExitCode, result.Success));
        Assert.Contains("undeclared", result.StandardError, StringComparison.Ordinal);
        Assert.NotNull(result.LastErrorLine);
        Assert.Contains(result.LastErrorLine, ProcessFailedException.For(result).Message, StringComparison.Ordinal);
    }
}
