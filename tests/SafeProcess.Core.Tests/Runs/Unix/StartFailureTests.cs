using System.Text;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Launch;
using SafeProcess.Tests.Harness;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class StartFailureTests
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode NotMarked = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_path_that_is_too_long_is_not_found() =>
        await FailsAsync(StartFailure.CommandNotFound, new("/" + new string('x', 300)), "xxx");

    [Fact]
    public async Task A_link_to_nothing_is_not_found()
    {
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("nothing"));
        await FailsAsync(StartFailure.CommandNotFound, new(_folder.File("link")), "link");
    }

    [Fact]
    public async Task A_link_to_itself_is_not_found()
    {
        File.CreateSymbolicLink(_folder.File("loop"), _folder.File("loop"));
        await FailsAsync(StartFailure.CommandNotFound, new(_folder.File("loop")), "loop");
    }

    [Fact]
    public async Task A_file_that_is_not_marked_executable_is_not_executable()
    {
        var path = _folder.Write("script", "#!/bin/sh\n"u8, NotMarked);
        await FailsAsync(StartFailure.NotExecutable, new(path), path);
    }

    [Fact]
    public async Task A_file_of_unknown_format_is_not_executable_and_no_shell_is_tried()
    {
        var started = _folder.File("started");
        var path = _folder.Write("script", Encoding.UTF8.GetBytes($"touch '{started}'\n"), Executable);
        await FailsAsync(StartFailure.NotExecutable, new(path), path);
        Assert.False(File.Exists(started));
    }

    [Fact]
    public async Task A_script_with_a_bad_interpreter_is_not_executable_and_the_message_names_it()
    {
        var path = _folder.Write("script", "#!/no/such/interpreter -x\n"u8, Executable);
        await FailsAsync(StartFailure.NotExecutable, new(path), "/no/such/interpreter");
    }

    [Theory]
    [InlineData("#!/bin/sh\r\n")]
    [InlineData("#! /usr/bin/env sh\r\n")]
    public async Task A_script_with_lines_of_Windows_is_not_executable_and_the_message_shows_why(string line)
    {
        var path = _folder.Write("script", Encoding.UTF8.GetBytes(line), Executable);
        if (line.Contains("env", StringComparison.Ordinal))
        {
            // There the CR is part of an argument, and env says so.
            Assert.Equal(127, (await RunAsync(new(path) { WorkingDirectory = _folder.Path })).ExitCode);
            return;
        }

        foreach (var directory in (string?[])[null, _folder.Path])
        {
            var failure = await FailsToStartAsync(new(path) { WorkingDirectory = directory });
            Assert.Equal(StartFailure.NotExecutable, failure.Failure);
            Assert.Contains("CR LF", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\r', failure.Message);
        }
    }

    [Fact]
    public async Task A_script_that_is_still_being_written_is_tried_again()
    {
        var path = _folder.Write("script", "#!/bin/sh\necho ran\n"u8, Executable);
        await using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        // What another test is just starting may hold the file open as well, until its exec.
        var launcher = new LinuxLauncher(whenBusy: () =>
        {
            writer.Dispose();
            Thread.Sleep(10);
        });
        var run = ProcessRun.Start(new(path), OutputSink.Text(), launcher, TimeProvider.System, null, TestContext.Current.CancellationToken);
        Assert.Equal("ran\n", (await run.Completion).StandardOutput);
        Assert.False(writer.CanWrite);
    }

    [Fact]
    public async Task A_script_that_another_program_has_open_for_a_moment_is_tried_again()
    {
        var path = _folder.Write("script", "#!/bin/sh\necho ran\n"u8, Executable);
        var holder = new ProcessRunner().Start(new ProcessSpec("sh", "-c", "exec sleep 0.3 3>>\"$0\"", path));
        Eventually.True(() => HostResources.DescriptorsOf(holder.ProcessId).GetValueOrDefault(3) == path, "the script is open for writing");

        Assert.Equal("ran\n", (await RunAsync(new(path))).StandardOutput);

        await holder.Completion;
    }

    [Fact]
    public async Task A_script_that_stays_busy_is_a_start_failure()
    {
        var path = _folder.Write("script", "#!/bin/sh\necho ran\n"u8, Executable);
        await using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        await FailsAsync(StartFailure.Other, new(path), path);
    }

    [Fact]
    public async Task A_name_is_found_on_the_PATH_that_the_spec_sets()
    {
        var path = _folder.Write("only-here", "#!/bin/sh\necho found\n"u8, Executable);
        var result = await RunAsync(new("only-here") { Environment = WithPath($"/nowhere:{_folder.Path}:/usr/bin:/bin") });
        Assert.Equal(("found\n", path), (result.StandardOutput, result.FilePath));
    }

    [Fact]
    public async Task A_name_is_not_found_when_the_spec_sets_another_PATH() =>
        await FailsAsync(StartFailure.CommandNotFound, new("sh") { Environment = WithPath("/nowhere") }, "sh");

    [Fact]
    public async Task The_first_program_on_PATH_wins_and_what_is_not_executable_is_passed_over()
    {
        var folders = new[] { "a", "b", "c" }.Select(name => Directory.CreateDirectory(_folder.File(name)).FullName).ToArray();
        _folder.Write("a/tool", "#!/bin/sh\necho a\n"u8, NotMarked);
        _folder.Write("b/tool", "#!/bin/sh\necho b\n"u8, Executable);
        _folder.Write("c/tool", "#!/bin/sh\necho c\n"u8, Executable);
        Assert.Equal("b\n", (await RunAsync(new("tool") { Environment = WithPath(string.Join(':', folders)) })).StandardOutput);
    }

    [Fact]
    public async Task A_name_that_is_on_PATH_only_as_what_cannot_run_is_not_executable()
    {
        _folder.Write("tool", [], NotMarked);
        await FailsAsync(StartFailure.NotExecutable, new("tool") { Environment = WithPath(_folder.Path) }, "tool");
    }

    [Fact]
    public async Task A_directory_on_PATH_with_the_name_of_a_program_is_passed_over()
    {
        Directory.CreateDirectory(_folder.File("sh"));
        Assert.True((await RunAsync(new("sh", "-c", "exit 0") { Environment = WithPath($"{_folder.Path}:/usr/bin:/bin") })).Success);
    }

    [Fact]
    public async Task A_relative_path_is_relative_to_the_host_and_not_to_the_working_directory()
    {
        var path = _folder.Write("program", "#!/bin/sh\npwd\n"u8, Executable);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        Assert.Contains('/', relative);
        var result = await RunAsync(new(relative) { WorkingDirectory = "/usr" });
        Assert.Equal(("/usr\n", path), (result.StandardOutput, result.FilePath));
    }

    [Fact]
    public async Task A_path_that_steps_out_of_a_linked_directory_means_what_it_means_to_the_system()
    {
        Directory.CreateDirectory(_folder.File("real/inner"));
        _folder.Write("real/program", "#!/bin/sh\necho real\n"u8, Executable);
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("real/inner"));
        Assert.Equal("real\n", (await RunAsync(new(_folder.File("link/../program")))).StandardOutput);
    }

    [Fact]
    public async Task Another_user_s_program_may_not_be_run()
    {
        var path = _folder.Write("private", "#!/bin/sh\n"u8, Executable);
        Assert.Equal("PermissionDenied", await OtherUser.HostAsync("start", path));
    }

    [Fact]
    public async Task A_program_in_a_folder_that_may_not_be_entered_may_not_be_run()
    {
        _folder.Write("program", "#!/bin/sh\n"u8, Executable | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal("PermissionDenied", await OtherUser.HostAsync("start", _folder.File("program")));
    }

    [Fact]
    public async Task A_working_directory_that_may_not_be_entered_is_told_as_such()
    {
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal("WorkingDirectoryNotFound", await OtherUser.HostAsync("start", "/bin/true", _folder.Path));
    }
}
