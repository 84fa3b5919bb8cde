using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed class CancelTests
{
    [Fact]
    public async Task Canceled_before_the_start_nothing_is_started()
    {
        using var folder = new TempFolder();
        var running = new ProcessRunner().RunAsync(UnrulyProgram.Spec("touch", folder.File("started")), cancellationToken: new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(File.Exists(folder.File("started")));
    }

    [Fact]
    public async Task Canceled_right_after_the_start_the_run_ends_with_a_result()
    {
        for (var round = 0; round < 20; round++)
        {
            using var cancel = new CancellationTokenSource();
            var running = RunAsync(UnrulyProgram.Spec("hang") with { GracePeriod = Trees.ShortGrace }, cancellation: cancel.Token);
            await cancel.CancelAsync();
            var result = await running;
            Assert.Equal(Outcome.Canceled, result.Outcome);
            Assert.Null(ProcessTable.Find(result));
        }
    }

    [Fact]
    public async Task Canceled_at_any_moment_of_a_short_run_it_ends_with_a_result_and_leaves_nothing()
    {
        for (var round = 0; round < 60; round++)
        {
            using var cancel = new CancellationTokenSource(ThisSystem.ShortProgram.Time * round / 60);
            var running = RunAsync(ThisSystem.ShortProgram.Spec, cancellation: cancel.Token);
            try
            {
                var result = await running;
                Assert.True(result.Outcome is Outcome.Canceled or Outcome.Exited, $"{result.Outcome}");
                Assert.Null(ProcessTable.Find(result));
            }
            catch (OperationCanceledException)
            {
                // Before the start.
            }
        }
    }

    [Fact]
    public async Task Canceled_in_the_middle_of_a_flood_what_came_is_kept()
    {
        using var cancel = new CancellationTokenSource();
        var kept = new ByteSink();
        var sink = new FunctionSink(async (chunk, token) =>
        {
            var room = await kept.WriteAsync(chunk, token);
            if (kept.ToArray().Length > 500_000)
                await cancel.CancelAsync();
            return room;
        });
        var result = await RunAsync(UnrulyProgram.Spec("flood"), new(sink, new CountingSink()), cancellation: cancel.Token);
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.Equal(result.StandardOutputLength, kept.ToArray().Length);
        Assert.Equal(1, sink.Completions);
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task Canceled_while_a_sink_holds_the_program_back_the_sink_is_let_go()
    {
        using var cancel = new CancellationTokenSource();
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new FunctionSink(async (_, token) =>
        {
            writing.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return true;
        });
        var running = RunAsync(UnrulyProgram.Spec("flood"), new(held, new CountingSink()), cancellation: cancel.Token);
        await writing.Task;
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
    }

    [Fact]
    public async Task Canceled_while_the_program_does_not_read_its_input_the_run_ends()
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var spec = tree.Mark(UnrulyProgram.Spec("ignore-input", "--for", "100000")) with { Input = ProcessInput.FromBytes(new byte[10_000_000]) };
        var running = RunAsync(spec, tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
        Assert.Empty(tree.Alive());
    }

    [Fact]
    public async Task Canceled_during_the_grace_period_after_a_timeout_the_outcome_stays_the_timeout()
    {
        using var cancel = new CancellationTokenSource();
        var log = new EventLog();
        var spec = UnrulyProgram.Spec("tree", "ignore") with { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.FromSeconds(1) };
        var running = RunAsync(spec, events: log, cancellation: cancel.Token);
        await log.AwaitAsync(RunEventKind.StopRequested);
        await cancel.CancelAsync();
        var result = await running;
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task Canceled_after_its_end_a_run_keeps_its_result()
    {
        using var cancel = new CancellationTokenSource();
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0", "--out", "x"), cancellation: cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal((Outcome.Exited, "x"), (result.Outcome, result.StandardOutput));
    }

    [Fact]
    public async Task Many_runs_canceled_at_once_all_end_and_leave_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var runs = Enumerable.Range(0, 40).Select(_ => RunAsync(UnrulyProgram.Spec("hang") with { GracePeriod = Trees.ShortGrace }, cancellation: cancel.Token)).ToList();
        await cancel.CancelAsync();
        var results = await Task.WhenAll(runs);
        Assert.All(results, result => Assert.Equal(Outcome.Canceled, result.Outcome));
        Assert.All(results, result => Assert.Null(ProcessTable.Find(result)));
    }
}
