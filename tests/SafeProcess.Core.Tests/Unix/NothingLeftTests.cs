using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests;

/// <summary>The check that a run of the tests leaves nothing (tests/nothing-left.sh), which would otherwise pass by seeing nothing.</summary>
public sealed class NothingLeftTests
{
    private static readonly string _script = Path.Combine(BuildInfo.RepositoryFolder, "tests", "nothing-left.sh");

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("touch \"$TMPDIR/file\"; rm \"$TMPDIR/file\"; setsid sleep 0.1 & exit 0", 0)]
    public async Task A_command_that_leaves_nothing_ends_as_it_does_by_itself(string command, int code)
    {
        var result = await CheckAsync("60", command);
        Assert.Equal((code, "nothing-left: nothing was left\n"), (result.ExitCode, result.StandardError));
    }

    [Theory]
    [InlineData("sleep 120 & exit 0", "sleep 120")]
    [InlineData("setsid sleep 120 & exit 0", "sleep 120")]
    [InlineData("(setsid sleep 120 &) ; exit 0", "sleep 120")]
    [InlineData("sh -c 'true & exec sleep 120' & exit 0", "Z (zombie): sh")]
    [InlineData("mkdir \"$TMPDIR/a folder\"", "/a folder")]
    public async Task What_a_command_leaves_is_told_and_fails_it(string command, string told)
    {
        var result = await CheckAsync("1", command);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(told, result.StandardError, StringComparison.Ordinal);
        Assert.Empty(result.Orphans);
    }

    [Fact]
    public async Task A_process_without_the_environment_is_found_by_its_parents()
    {
        Requires.Program("perl");
        var result = await CheckAsync("1", "env -i setsid sh -c 'sleep 120 & exit 0'");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("sleep 120", result.StandardError, StringComparison.Ordinal);
        Assert.Empty(result.Orphans);
    }

    [Fact]
    public async Task A_file_in_shared_memory_is_found()
    {
        var name = $"/dev/shm/nothing-left-{Guid.NewGuid():N}";
        try
        {
            var result = await CheckAsync("1", $"touch {name}");
            Assert.Equal(1, result.ExitCode);
            Assert.Contains(name, result.StandardError, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public async Task A_command_that_fails_and_leaves_something_fails_as_it_does_by_itself()
    {
        var result = await CheckAsync("1", "touch \"$TMPDIR/file\"; exit 7");
        Assert.Equal(7, result.ExitCode);
        Assert.Contains("/file", result.StandardError, StringComparison.Ordinal);
    }

    private static async Task<ProcessResult> CheckAsync(string patience, string command)
    {
        using var folder = new TempFolder();
        var result = await RunAsync(new("bash", _script, "--patience", patience, "--", "sh", "-c", $"exec >/dev/null 2>&1; {command}")
        {
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = folder.Path },
        });
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        return result;
    }
}
