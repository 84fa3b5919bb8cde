using System.Diagnostics;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class LeakTests
{
    [Fact]
    public async Task Start_failures_leak_no_descriptor_and_no_process()
    {
        var script = _folder.Write("script", "#!/no/such/interpreter\n"u8, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var unknown = _folder.Write("unknown", "nothing\n"u8, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var unmarked = _folder.Write("unmarked", "#!/bin/sh\n"u8, UnixFileMode.UserRead);
        var input = ProcessInput.FromText("x");
        ProcessSpec[] specs =
        [
            new("unruly-never-installed-anywhere") { Input = input },
            new(_folder.File("nothing")) { Input = input },
            new(_folder.Path) { Input = input },
            new(script) { Input = input },
            new(unknown) { Input = input, MergeStandardError = true },
            new(unmarked) { Input = input },
            new("true") { WorkingDirectory = _folder.File("nothing"), Input = input },
            new("true") { WorkingDirectory = unmarked, Input = input },
            new("true", new string('x', 200 * 1024)) { Input = input },
        ];
        await LevelAsync(async () =>
        {
            foreach (var spec in specs)
                await FailsToStartAsync(spec);
        });
    }

    [Fact]
    public async Task Terminals_leak_no_descriptor() => await LevelAsync(async () =>
    {
        await RunAsync(new("cat") { Terminal = TerminalSize.Default, Input = ProcessInput.FromText("x") });
        await FailsToStartAsync(new("unruly-never-installed-anywhere") { Terminal = TerminalSize.Default });
        await FailsToStartAsync(new("cat") { Terminal = TerminalSize.Default, WorkingDirectory = _folder.File("nothing") });
    });

    [Fact]
    public async Task Starts_without_descriptors_leak_none_and_start_again_when_there_are_some()
    {
        const int MostFree = 12;
        var result = await RunAsync(HostProgram.Spec("starved", $"{MostFree}"));
        Assert.True(result.Success, $"{result}\n{result.StandardError}");
        var lines = result.StandardOutput!.TrimEnd('\n').Split('\n').Select(static line => line.Split('\t')).ToList();
        Assert.Equal(MostFree + 1, lines.Count);
        Assert.All(lines.Index(), static line =>
        {
            var (free, fields) = line;
            Assert.Equal([$"{free}", fields[1], nameof(Outcome.Exited), string.Empty], fields);
            Assert.True(fields[1] == nameof(StartFailure.TooManyDescriptors) || (fields[1] == nameof(Outcome.Exited) && free > 5), string.Join(' ', fields));
        });
    }

    [Fact]
    public async Task After_thousands_of_short_runs_descriptors_threads_and_memory_are_level()
    {
        const int Runs = 5000;
        for (var warm = 0; warm < Runs / 10; warm++)
            await RunAsync(new("true"));
        var children = ProcessTable.OwnChildIds();
        var (descriptors, threads, managed, resident) = Look();
        for (var run = 0; run < Repetition.Times(Runs); run++)
        {
            var result = await RunAsync(new("true"));
            if (!result.Success)
                Assert.Fail($"Run {run}: {result}");
        }

        var after = Look();
        Assert.InRange(after.Descriptors, 1, descriptors + 2);
        Assert.Equal(children, ProcessTable.OwnChildIds());
        // The thread pool adds and retires threads as it likes.
        Assert.InRange(after.Threads, 1, threads + 4);
        Assert.InRange(after.Managed, 0, managed + 1_000_000);
        Assert.InRange(after.Resident, 0, resident + 20_000_000);
    }

    [Fact]
    public async Task Three_hundred_runs_at_once_need_few_threads()
    {
        for (var warm = 0; warm < 20; warm++)
            await RunAsync(new("true"));
        var before = HostResources.Threads();
        var runs = Enumerable.Range(0, 300).Select(_ => RunAsync(new("sleep", "1.5"))).ToList();
        var during = HostResources.Threads();
        Assert.All(await Task.WhenAll(runs), result => Assert.True(result.Success));
        Assert.True(during - before <= 8, $"{before} threads before, {during} while they ran");
    }

    [Fact]
    public async Task The_host_s_own_children_are_left_to_it()
    {
        var own = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                using var child = Process.Start(new ProcessStartInfo("sh", ["-c", $"exit {i}"]))!;
                await child.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(i, child.ExitCode);
            }
        });
        for (var i = 0; i < 60; i++)
            Assert.Equal(i, (await RunAsync(new("sh", "-c", $"exit {i}"))).ExitCode);
        await own;

        using var lasting = Process.Start("sleep", "60");
        try
        {
            await RunAsync(new("sleep", "60") { Timeout = TimeSpan.FromMilliseconds(50), GracePeriod = TimeSpan.Zero });
            Assert.False(lasting.HasExited);
        }
        finally
        {
            lasting.Kill();
        }
    }

    private static (int Descriptors, int Threads, long Managed, long Resident) Look()
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        using var self = Process.GetCurrentProcess();
        return (HostResources.DescriptorCount(), HostResources.Threads(), managed, self.WorkingSet64);
    }
}
