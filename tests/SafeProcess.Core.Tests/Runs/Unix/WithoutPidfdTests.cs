using System.Diagnostics;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Launch;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Runs;
using ProcessTable = SafeProcess.Core.Tests.Support.ProcessTable;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>The way of kernels before 5.3: ends are seen by SIGCHLD, members are proven by their start time.</summary>
public sealed class WithoutPidfdTests
{
    private static readonly LinuxLauncher _launcher = new(withoutPidfd: true);

    [Fact]
    public async Task Programs_end_and_are_reaped()
    {
        for (var round = 0; round < 50; round++)
        {
            var result = await RunAsync(new("sh", "-c", $"echo {round}; exit {round}"), OutputSink.Text());
            Assert.Equal((Outcome.Exited, (int?)round, $"{round}\n"), (result.Outcome, result.ExitCode, result.StandardOutput));
            Assert.Null(ProcessTable.Find(result.ProcessId));
        }
    }

    [Fact]
    public async Task Many_at_once_each_get_their_own_end()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(code => RunAsync(new("sh", "-c", $"exit {code}"), OutputSink.Text())));
        Assert.Equal(Enumerable.Range(0, 60), results.Select(result => result.ExitCode!.Value));
    }

    [Fact]
    public async Task The_host_s_own_children_are_left_to_it()
    {
        for (var code = 0; code < 30; code++)
        {
            using var own = Process.Start(new ProcessStartInfo("sh", ["-c", $"exit {code}"]))!;
            var result = await RunAsync(new("sh", "-c", "exit 3"), OutputSink.Text());
            await own.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((code, (int?)3), (own.ExitCode, result.ExitCode));
        }
    }

    [Theory]
    [InlineData("plain", "plain", "ignore")]
    [InlineData("plain", "setsid,detached,ignore")]
    [InlineData("plain", "setsid,bare,ignore")]
    public async Task A_tree_is_ended_whole(params string[] traits)
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var spec = tree.Mark(UnrulyProgram.Spec(["tree", .. traits])) with { GracePeriod = Trees.ShortGrace };
        var running = RunAsync(spec, tree.Sink, cancel.Token);
        await tree.Line("ready");
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
        tree.AssertGone();
    }

    private static Task<ProcessResult> RunAsync(ProcessSpec spec, OutputSink sink, CancellationToken cancellation = default) =>
        ProcessRun.Start(spec, sink, _launcher, TimeProvider.System, null, cancellation).Completion.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
}
