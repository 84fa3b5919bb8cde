using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Promise 10: failures to start are errors with a cause, before anything runs.</summary>
public sealed partial class StartFailureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_name_that_is_not_on_PATH_is_not_found() =>
        await FailsAsync(StartFailure.CommandNotFound, new("unruly-never-installed-anywhere"), "unruly-never-installed-anywhere");

    [Fact]
    public async Task A_path_that_does_not_exist_is_not_found() =>
        await FailsAsync(StartFailure.CommandNotFound, new(_folder.File("nothing")), _folder.File("nothing"));

    [Fact]
    public async Task A_path_through_a_file_is_not_found()
    {
        File.WriteAllBytes(_folder.File("file"), []);
        await FailsAsync(StartFailure.CommandNotFound, new(_folder.File(Path.Combine("file", "program"))), Path.Combine("file", "program"));
    }

    [Fact]
    public async Task A_directory_is_not_executable() =>
        await FailsAsync(StartFailure.NotExecutable, new(_folder.Path), _folder.Path);

    [Fact]
    public async Task A_file_that_is_no_program_is_not_executable()
    {
        var path = _folder.WriteProgram("text", "nothing that a system runs\n"u8);
        await FailsAsync(StartFailure.NotExecutable, new(path), path);
    }

    [Fact]
    public async Task An_empty_file_is_not_executable()
    {
        var path = _folder.WriteProgram("empty", []);
        await FailsAsync(StartFailure.NotExecutable, new(path), path);
    }

    [Fact]
    public async Task A_working_directory_that_does_not_exist_is_named() =>
        await FailsAsync(StartFailure.WorkingDirectoryNotFound, UnrulyProgram.Spec("exit", "0") with { WorkingDirectory = _folder.File("nowhere") }, _folder.File("nowhere"));

    [Fact]
    public async Task A_working_directory_that_is_a_file_is_named()
    {
        File.WriteAllBytes(_folder.File("file"), []);
        await FailsAsync(StartFailure.WorkingDirectoryNotFound, UnrulyProgram.Spec("exit", "0") with { WorkingDirectory = _folder.File("file") }, _folder.File("file"));
    }

    [Fact]
    public async Task A_bad_directory_and_a_bad_program_together_are_still_one_error()
    {
        var failure = await FailsToStartAsync(new(_folder.File("nothing")) { WorkingDirectory = _folder.File("nowhere") });
        Assert.True(failure.Failure is StartFailure.WorkingDirectoryNotFound or StartFailure.CommandNotFound, $"{failure.Failure}");
    }

    [Fact]
    public async Task A_program_is_found_by_its_name_on_the_PATH_that_the_spec_sets_and_not_without_it()
    {
        var folders = string.Join(Path.PathSeparator, _folder.File("nowhere"), _folder.Path, Path.GetDirectoryName(UnrulyProgram.FilePath));
        // Neither a folder nor what is no program is taken for it.
        Directory.CreateDirectory(_folder.File(Path.GetFileName(UnrulyProgram.FilePath)));
        var result = await RunAsync(new("unruly", "exit", "0", "--out", "found") { Environment = WithPath(folders) });
        Assert.Equal(("found", UnrulyProgram.FilePath), (result.StandardOutput, result.FilePath));
        await FailsAsync(StartFailure.CommandNotFound, new("unruly", "exit", "0") { Environment = WithPath(_folder.File("nowhere")) }, "unruly");
    }

    [Fact]
    public async Task The_program_starts_in_the_working_directory()
    {
        var result = await RunAsync(UnrulyProgram.Spec("cwd") with { WorkingDirectory = _folder.Path });
        Assert.Equal((_folder.Path, _folder.Path), (result.StandardOutput, result.WorkingDirectory));
        result = await RunAsync(UnrulyProgram.Spec("cwd"));
        Assert.Equal((Environment.CurrentDirectory, Environment.CurrentDirectory), (result.StandardOutput, result.WorkingDirectory));
    }

    private static Dictionary<string, string?> WithPath(string path) => new() { ["PATH"] = path };

    private static async Task FailsAsync(StartFailure expected, ProcessSpec spec, string named)
    {
        var failure = await FailsToStartAsync(spec);
        Assert.Equal(expected, failure.Failure);
        Assert.Equal(spec.FilePath, failure.FilePath);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }
}
