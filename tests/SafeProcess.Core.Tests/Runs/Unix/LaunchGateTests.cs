using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Launch;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using static SafeProcess.Core.Tests.Support.Running;
using ProcessTable = SafeProcess.Core.Tests.Support.ProcessTable;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>A program that is prepared before its first instruction starts, and fails to start, as any other.</summary>
[Collection(Alone.Name)]
public sealed class LaunchGateTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Errors_of_the_start_are_the_same_as_without_limits()
    {
        var script = _folder.Write("script", "#!/no/such/interpreter\n"u8, Executable);
        var unknown = _folder.Write("unknown", "nothing\n"u8, Executable);
        var unmarked = _folder.Write("unmarked", "#!/bin/sh\n"u8, UnixFileMode.UserRead);
        ProcessSpec[] specs =
        [
            new("unruly-never-installed-anywhere"),
            new(_folder.File("nothing")),
            new(_folder.Path),
            new(script),
            new(unknown),
            new(unmarked),
            new("true") { WorkingDirectory = _folder.File("nothing") },
            new("true") { WorkingDirectory = unmarked },
            new("true", new string('x', 200 * 1024)),
        ];
        foreach (var spec in specs)
        {
            var plain = await FailsToStartAsync(spec);
            var gated = await FailsToStartAsync(Limited(spec));
            Assert.Equal((plain.Failure, plain.Message), (gated.Failure, gated.Message));
        }

        AssertNoGate();
    }

    [Fact]
    public async Task A_program_starts_as_clean_as_without_limits()
    {
        var spec = new ProcessSpec("sh", "-c", "ls /proc/self/fd; grep 'Sig[^Q]' /proc/self/status; cat; pwd")
        {
            Input = ProcessInput.FromText("in\n"), WorkingDirectory = _folder.Path,
        };
        var result = await RunAsync(Limited(spec));
        Assert.Equal((await RunAsync(spec)).StandardOutput, result.StandardOutput);
        // ls has its own descriptor 3 on the folder it lists.
        Assert.StartsWith("0\n1\n2\n3\nSig", result.StandardOutput, StringComparison.Ordinal);
        Assert.EndsWith($"\nin\n{_folder.Path}\n", result.StandardOutput, StringComparison.Ordinal);
        var session = await RunAsync(Limited(UnrulyProgram.Spec("session")));
        Assert.Matches($@"^pid {session.ProcessId} parent \d+ group {session.ProcessId} session {session.ProcessId}\n$", session.StandardOutput);
    }

    [Fact]
    public async Task Twenty_at_once_each_get_their_own_limits()
    {
        for (var round = 0; round < 5; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(30, 20).Select(
                count => Task.Run(() => RunAsync(new("sh", "-c", "ulimit -n") { OpenFileLimit = count }))));
            Assert.Equal(Enumerable.Range(30, 20).Select(count => $"{count}\n"), results.Select(result => result.StandardOutput));
        }

        AssertNoGate();
    }

    [Fact]
    public async Task Other_children_of_the_host_are_not_taken_for_the_program()
    {
        using var cancel = new CancellationTokenSource();
        var others = Task.Run(async () =>
        {
            while (!cancel.IsCancellationRequested)
                Assert.NotEqual("33\n", (await RunAsync(new("sh", "-c", "ulimit -n"))).StandardOutput);
        });
        for (var i = 0; i < 40; i++)
            Assert.Equal("33\n", (await RunAsync(new("sh", "-c", "ulimit -n") { OpenFileLimit = 33 })).StandardOutput);
        await cancel.CancelAsync();
        await others;
    }

    [Fact]
    public async Task A_hundred_limited_runs_leave_no_descriptor_thread_or_file()
    {
        var failing = Limited(new(_folder.File("nothing")));
        for (var warm = 0; warm < 3; warm++)
            await RunAsync(Limited(new("true")));
        await FailsToStartAsync(failing);
        var (descriptors, threads, children) = (HostResources.DescriptorKinds(), HostResources.Threads(), ProcessTable.OwnChildren().Count);
        for (var i = 0; i < 100; i++)
        {
            Assert.True((await RunAsync(Limited(new("true")))).Success);
            await FailsToStartAsync(failing);
        }

        Assert.Equal(children, ProcessTable.OwnChildren().Count);
        Assert.Empty(await HostResources.MoreDescriptorsAsync(descriptors));
        // The thread pool adds and retires threads as it likes.
        Assert.InRange(HostResources.Threads(), 1, threads + 20);
        AssertNoGate();
    }

    [Fact]
    public async Task A_host_without_descriptors_starts_no_program_unprepared()
    {
        const int MostFree = 16;
        var result = await RunAsync(HostProgram.Spec("starved-limited", $"{MostFree}", _folder.File("ran")));
        Assert.True(result.Success, $"{result}\n{result.StandardError}");
        var lines = result.StandardOutput!.TrimEnd('\n').Split('\n');
        Assert.All(lines.Take(MostFree + 1).Index(), static line =>
        {
            var (free, fields) = (line.Index, line.Item.Split('\t'));
            if (fields[1] == nameof(Outcome.Exited))
                Assert.Equal([$"{free}", fields[1], $"{true}", "50"], fields);
            else
                Assert.True(fields is [_, nameof(StartFailure.TooManyDescriptors) or nameof(StartFailure.TooManyProcesses), "False", ""], line.Item);
        });
        var descriptors = lines.Skip(MostFree + 1).ToList();
        Assert.NotEmpty(descriptors);
        Assert.DoesNotContain(descriptors, static target => target.Contains("safeprocess-gate", StringComparison.Ordinal));
    }

    [Fact]
    public void A_child_that_cannot_be_prepared_is_ended_and_never_runs()
    {
        var prepared = 0;
        NeverRuns<InvalidDataException>(LaunchGate.Create(), (gate, pipes) => gate.Attend(pipes.ChildOutput, child =>
        {
            prepared = child;
            throw new InvalidDataException();
        }));
        Assert.NotEqual(0, prepared);
        Assert.Null(ProcessTable.Find(prepared));
    }

    [Fact]
    public void A_child_that_cannot_be_found_never_runs()
    {
        using var others = LaunchPipes.Open(new("true"));
        NeverRuns<SystemCallException>(
            LaunchGate.Create(), (gate, _) => gate.Attend(others.ChildOutput, _ => Assert.Fail("There is no such child.")));
    }

    private void NeverRuns<TFailure>(LaunchGate gate, Action<LaunchGate, LaunchPipes> attend)
        where TFailure : Exception
    {
        var children = ProcessTable.OwnChildren().Count;
        var mark = _folder.File("ran");
        var spec = new ProcessSpec("/bin/sh", "-c", ": > \"$0\"", mark);
        using var pipes = LaunchPipes.Open(spec);
        using (gate)
        {
            attend(gate, pipes);
            using var block = new SpawnBlock(spec.FilePath, "/", spec.FilePath, spec.ArgumentList, []);
            Assert.Throws<TFailure>(() => LinuxLauncher.StartAt(gate, control: null, block, changeDirectory: false, pipes, out _));
        }

        Assert.Equal(children, ProcessTable.OwnChildren().Count);
        Assert.False(File.Exists(mark));
        AssertNoGate();
    }

    private static ProcessSpec Limited(ProcessSpec spec) => spec with { OpenFileLimit = 50 };

    private static void AssertNoGate() =>
        Assert.DoesNotContain(HostResources.DescriptorsOf(Environment.ProcessId).Values, target => target.Contains("safeprocess-gate", StringComparison.Ordinal));
}
