using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class StopTests
{
    [Theory]
    [InlineData(StopSignal.SIGINT)]
    [InlineData(StopSignal.SIGHUP)]
    [InlineData(StopSignal.SIGQUIT)]
    [InlineData(StopSignal.SIGTERM)]
    public async Task The_stop_signal_is_the_one_asked_for_and_its_handlers_last_words_are_kept(StopSignal signal)
    {
        var (result, _) = await StoppedAsync(
            ["farewell", "farewell, all\n", "7", "--signal", $"{signal}"], spec => spec with { StopSignal = signal, GracePeriod = TimeSpan.FromSeconds(50) });
        Assert.Equal("ready\nfarewell, all\n", result.StandardOutput);
        Assert.Equal((Outcome.Canceled, null, null, false), (result.Outcome, result.ExitCode, result.Signal, result.Success));
    }

    [Fact]
    public async Task A_program_that_has_stopped_itself_is_woken_to_end()
    {
        for (var timeout = TimeSpan.FromSeconds(1); ; timeout *= 4)
        {
            var result = await RunAsync(UnrulyProgram.Spec("stop-self", "--out", "stopped\n") with { Timeout = timeout, GracePeriod = TimeSpan.FromSeconds(50) });
            Assert.Equal(Outcome.TimedOut, result.Outcome);
            Assert.Equal("SIGTERM", result.Signal);
            Assert.Null(ProcessTable.Find(result));
            if (result.StandardOutput != "stopped\n" && timeout < TimeSpan.FromSeconds(20))
                continue;
            Assert.Equal("stopped\n", result.StandardOutput);
            Assert.Equal('T', Assert.Single(result.Diagnosis).State);
            return;
        }
    }

    [Fact]
    public async Task A_program_that_has_stopped_itself_is_killed_without_grace()
    {
        var result = await RunAsync(UnrulyProgram.Spec("stop-self") with { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero });
        Assert.Equal((Outcome.TimedOut, "SIGKILL"), (result.Outcome, result.Signal));
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task A_chain_of_processes_that_each_start_the_next_and_exit_is_ended()
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        const string Hop = """
            hop() { sleep 0.002; hop & }
            trap '' TERM
            echo "pid $$"
            hop
            echo ready
            sleep 60
            """;
        var running = RunAsync(tree.Mark(new("sh", "-c", Hop)) with { GracePeriod = TimeSpan.FromMilliseconds(100) }, tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
        tree.AssertGone();
    }
}
