using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>A pipeline over a fake system in fake time.</summary>
public sealed class PipelineRunTests
{
    private static readonly ProcessSpec _two = new ProcessSpec("first") | new ProcessSpec("second");

    private readonly FakeTime _time = new();
    private readonly EventLog _log = new();

    [Fact]
    public async Task A_run_goes_on_until_all_its_programs_have_ended()
    {
        var tree = new FakeTree(99, 100);
        var child = new FakeChild(tree, stages: 2);
        var running = Start(child, _two);
        Close(child);
        child.ExitStage(1, code: 0);
        await _time.AdvanceUntilAsync(Task.Delay(100), TimeSpan.FromHours(1));
        Assert.False(running.IsCompleted);
        Assert.Empty(tree.Log);
        child.ExitStage(0, code: 0);
        var result = await running;
        Assert.True(result.Success);
        Assert.Contains("All programs of the pipeline have exited.", _log.Events.Select(one => one.Message));
        Assert.Equal(["reaped", "disposed"], child.Log);
    }

    [Fact]
    public async Task The_account_of_the_run_is_the_sum_of_times_and_the_highest_peak()
    {
        var result = await EndAsync(child =>
        {
            child.ExitStage(0, code: 0);
            child.ExitStage(1, code: 0);
        });
        Assert.Equal((TimeSpan.FromSeconds(2), 11L), (result.ProcessorTime, result.PeakWorkingSet));
    }

    [Theory]
    [InlineData("write error: Broken pipe\n", true, true)]
    [InlineData("write error: Broken pipe\n", false, false)]
    [InlineData("write error: No space left on device\n", true, false)]
    [InlineData("Broken pipe\nbut this came after\n", true, false)]
    [InlineData("", true, false)]
    public async Task A_broken_pipe_is_believed_only_of_a_stage_whose_reader_had_ended(string said, bool readerFirst, bool success)
    {
        var result = await EndAsync(child =>
        {
            child.Errors[0].Write(said);
            if (readerFirst)
                child.ExitStage(1, code: 0);
            child.ExitStage(0, code: 1);
            if (!readerFirst)
                child.ExitStage(1, code: 0);
        });
        Assert.Equal(success, result.Success);
        Assert.Equal((success ? 0 : 1), result.ExitCode);
    }

    [Theory]
    [InlineData(null, 13, true)]
    [InlineData(141, null, true)]
    [InlineData(null, 9, false)]
    [InlineData(1, null, false)]
    public async Task A_stage_that_SIGPIPE_ended_is_no_failure_and_any_other_signal_is_one(int? code, int? signal, bool success)
    {
        var result = await EndAsync(child =>
        {
            child.ExitStage(1, code: 0);
            child.ExitStage(0, code, signal);
        });
        Assert.Equal(success, result.Success);
        Assert.Equal(success, result.Stages[0].Success);
        Assert.Equal(signal == 9 ? Outcome.Signaled : Outcome.Exited, result.Outcome);
    }

    [Fact]
    public async Task A_deadline_takes_all_programs_down_one_ladder()
    {
        var tree = new FakeTree(99, 100, 101);
        var child = new FakeChild(tree, stages: 2);
        var running = Start(child, _two with { Timeout = TimeSpan.FromHours(5) });
        child.Errors[0].Write("it hangs on this\n");
        await _time.AdvanceUntilAsync(running, TimeSpan.FromHours(6));
        var result = await running;
        Assert.Equal(["SIGTERM 99,100,101", "kill 99,100,101"], tree.Log);
        Assert.Equal((Outcome.TimedOut, null, "SIGKILL"), (result.Outcome, result.ExitCode, result.Signal));
        Assert.Equal("'stage1 | program' timed out and was stopped after 5:00:02: it hangs on this", $"{result}");
    }

    [Fact]
    public void A_stage_that_could_not_be_started_ends_those_before_it_at_once()
    {
        var tree = new FakeTree(99, 100, 101);
        var failure = new StartException(StartFailure.NotExecutable, "third", "no").AtStage(3, 3);
        var child = new FakeChild(tree, stages: 2) { StartFailure = failure };
        Action start = () => ProcessRun.Start(_two | new ProcessSpec("third"), OutputSink.Text(), child, _time, _log, CancellationToken.None);
        Assert.Same(failure, Assert.Throws<StartException>(start));
        Assert.Equal(["kill 99,100,101"], tree.Log);
        Assert.Equal(["reaped", "disposed"], child.Log);
        Assert.Empty(_log.Events);
    }

    [Fact]
    public async Task Together_the_standard_errors_may_be_no_longer_than_the_limit()
    {
        var child = new FakeChild(new FakeTree(99, 100), stages: 2);
        var sink = OutputSink.Text(limit: 6);
        var running = ProcessRun.Start(_two with { GracePeriod = TimeSpan.Zero }, sink, child, _time, _log, CancellationToken.None).Completion;
        child.Errors[0].Write("1234\n");
        // Each stream is read by itself.
        Assert.True(SpinWait.SpinUntil(() => sink.StandardError.Text == "1234\n", ThisSystem.Ceiling));
        child.Errors[1].Write("5678\n");
        await _time.AdvanceUntilAsync(running, TimeSpan.FromHours(1));
        Assert.Equal((Outcome.OutputLimitExceeded, "1234\n5"), ((await running).Outcome, (await running).StandardError));
    }

    private async Task<ProcessResult> EndAsync(Action<FakeChild> end)
    {
        var child = new FakeChild(new FakeTree(99, 100), stages: 2);
        var running = Start(child, _two);
        end(child);
        Close(child);
        await _time.AdvanceUntilAsync(running, TimeSpan.FromHours(1));
        return await running;
    }

    private static void Close(FakeChild child)
    {
        child.Output.Close();
        foreach (var error in child.Errors)
            error.Close();
    }

    private Task<ProcessResult> Start(FakeChild child, ProcessSpec spec) =>
        ProcessRun.Start(spec, OutputSink.Text(), child, _time, _log, CancellationToken.None).Completion;
}
