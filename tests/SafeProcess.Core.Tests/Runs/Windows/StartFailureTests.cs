using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class StartFailureTests
{
    private const string Batch = "@exit 3\r\n";

    [Fact]
    public async Task A_name_alone_is_found_neither_in_the_current_directory_nor_in_the_host_s_own()
    {
        var here = Path.GetFileName(Hosts.HostProgram.FilePath);
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, here)));
        Directory.SetCurrentDirectory(AppContext.BaseDirectory);
        foreach (var name in new[] { here, Path.GetFileNameWithoutExtension(here) })
        {
            await FailsAsync(StartFailure.CommandNotFound, new(name) { Environment = WithPath(_folder.Path) }, name);
            await FailsAsync(StartFailure.CommandNotFound, new(name) { Environment = WithPath($".;;{_folder.Path}") }, name);
            await FailsAsync(StartFailure.CommandNotFound, new(name) { Environment = WithPath(_folder.Path), WorkingDirectory = AppContext.BaseDirectory }, name);
        }
    }

    [Fact]
    public async Task A_path_is_found_without_its_extension()
    {
        var result = await RunAsync(new(Path.ChangeExtension(UnrulyProgram.FilePath, null), "exit", "0"));
        Assert.Equal(UnrulyProgram.FilePath, result.FilePath, ignoreCase: true);
    }

    [Theory]
    [InlineData(".CMD;.EXE", "tool.cmd")]
    [InlineData(".EXE;.CMD", "tool.exe")]
    public async Task Of_several_extensions_the_first_in_PATHEXT_wins(string extensions, string found)
    {
        File.WriteAllText(_folder.File("tool.cmd"), Batch);
        File.Copy(ThisSystem.Nothing.FilePath, _folder.File("tool.exe"));
        var environment = WithPath(_folder.Path);
        environment["PATHEXT"] = extensions;
        var result = await RunAsync(new("tool") { Environment = environment });
        Assert.Equal(_folder.File(found), result.FilePath, ignoreCase: true);
    }

    [Fact]
    public async Task A_document_is_no_program_although_PATHEXT_names_its_kind()
    {
        File.WriteAllText(_folder.File("notes.txt"), "notes");
        var environment = WithPath(_folder.Path);
        environment["PATHEXT"] = ".TXT;.EXE";
        await FailsAsync(StartFailure.NotExecutable, new("notes.txt") { Environment = environment }, "notes.txt");
        await FailsAsync(StartFailure.CommandNotFound, new("notes") { Environment = environment }, "notes");
    }

    [Theory]
    [InlineData("run.ps1", "pwsh -File")]
    [InlineData("run.vbs", "cscript //nologo")]
    [InlineData("run.py", "python")]
    [InlineData("run.lnk", "what it leads to")]
    [InlineData("run.unknown", "the one that opens it")]
    public async Task A_document_is_told_with_what_to_write_instead(string name, string advice)
    {
        File.WriteAllText(_folder.File(name), "no program");
        await FailsAsync(StartFailure.NotExecutable, new(name) { Environment = WithPath(_folder.Path) }, advice);
        await FailsAsync(StartFailure.NotExecutable, new(_folder.File(name)), advice);
    }

    [Fact]
    public async Task A_folder_earlier_on_PATH_wins()
    {
        foreach (var name in new[] { "a", "b" })
        {
            Directory.CreateDirectory(_folder.File(name));
            File.Copy(ThisSystem.Nothing.FilePath, _folder.File($@"{name}\tool.exe"));
        }

        var result = await RunAsync(new("tool") { Environment = WithPath($"{_folder.File("b")};\"{_folder.File("a")}\"") });
        Assert.Equal(_folder.File(@"b\tool.exe"), result.FilePath, ignoreCase: true);
        result = await RunAsync(new("tool") { Environment = WithPath($"\"{_folder.File("a")}\";{_folder.File("b")}") });
        Assert.Equal(_folder.File(@"a\tool.exe"), result.FilePath, ignoreCase: true);
    }

    [Fact]
    public async Task A_limit_that_Windows_does_not_have_is_an_error_before_the_start() =>
        await FailsAsync(StartFailure.LimitNotEnforceable, UnrulyProgram.Spec("exit", "0") with { OpenFileLimit = 100 }, nameof(ProcessSpec.OpenFileLimit));

    [Theory]
    [InlineData(Containment.Session)]
    [InlineData(Containment.ControlGroup)]
    [InlineData(Containment.Namespace)]
    public async Task A_containment_that_Windows_does_not_have_is_an_error_before_the_start(Containment containment) =>
        await FailsAsync(StartFailure.ContainmentNotAvailable, UnrulyProgram.Spec("exit", "0") with { Containment = containment }, $"Containment {containment}");

    [Fact]
    public async Task A_job_object_can_be_asked_for() =>
        Assert.Equal(Containment.JobObject, (await RunAsync(UnrulyProgram.Spec("exit", "0") with { Containment = Containment.JobObject })).Containment);
}
