using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>What a run tells while it goes on, and what its result says.</summary>
public sealed class RunReportTests
{
    private static readonly TimeSpan _long = TimeSpan.FromHours(10);

    private readonly FakeTime _time = new();
    private readonly EventLog _log = new();

    [Fact]
    public async Task The_events_of_an_ordinary_run_name_program_process_and_limits_and_the_end()
    {
        var child = new FakeChild();
        var result = await RunToItsEndAsync(child, new("fake") { Timeout = TimeSpan.FromHours(5), IdleTimeout = TimeSpan.FromSeconds(1.5) }, code: 0);
        Assert.Equal(
            [
                (RunEventKind.Started, "Started '/fake/program' as process 100, timeout 5:00:00, idle timeout 1.5 s."),
                (RunEventKind.ProgramExited, "The program has exited."),
                (RunEventKind.Ended, result.ToString()),
            ],
            Told());
    }

    [Fact]
    public async Task Without_limits_the_first_event_names_none()
    {
        await RunToItsEndAsync(new FakeChild(), new("fake"), code: 0);
        Assert.Equal("Started '/fake/program' as process 100.", Told()[0].Message);
    }

    [Fact]
    public async Task Nobody_need_listen()
    {
        var child = new FakeChild(new FakeTree(FakeChild.Id, 101));
        var running = ProcessRun.Start(new("fake"), OutputSink.Text(), child, _time, events: null, CancellationToken.None).Completion;
        child.Exit(code: 0);
        await _time.AdvanceUntilAsync(running, _long);
        Assert.Equal(Outcome.Exited, (await running).Outcome);
    }

    [Fact]
    public async Task The_result_says_what_was_run_where_and_when_and_what_came_of_it()
    {
        var child = new FakeChild();
        _time.Advance(TimeSpan.FromDays(1));
        var running = Start(child, new("fake", "a", "b"));
        _time.Advance(TimeSpan.FromSeconds(3));
        child.Output.Write("four");
        child.Error.Write("first\nlast\n");
        Close(child);
        child.Exit(code: 0);
        var result = await running;
        Assert.Equal("/fake/program", result.FilePath);
        Assert.Equal(["a", "b"], result.ArgumentList);
        Assert.Equal("/fake", result.WorkingDirectory);
        Assert.Equal(FakeChild.Id, result.ProcessId);
        Assert.Equal((4, 11), (result.StandardOutputLength, result.StandardErrorLength));
        Assert.Equal((DateTimeOffset.UnixEpoch.AddDays(1), TimeSpan.FromSeconds(3)), (result.StartTime, result.Duration));
        Assert.Equal("last", result.LastErrorLine);
        Assert.Equal((true, null, null), (result.Success, result.Signal, result.SignalNumber));
        Assert.Empty(result.Orphans);
        Assert.Empty(result.Diagnosis);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task The_exit_codes_that_count_as_success_are_those_of_the_spec(int code, bool success) =>
        Assert.Equal(success, (await RunToItsEndAsync(new FakeChild(), new("fake") { SuccessExitCode = [3] }, code)).Success);

    [Fact]
    public async Task A_signal_that_nobody_here_sent_is_the_outcome()
    {
        var result = await RunToItsEndAsync(new FakeChild(), new("fake") { SuccessExitCode = [0, 9] }, signal: 9);
        Assert.Equal((Outcome.Signaled, (int?)null, "SIGKILL", (int?)9, false), (result.Outcome, result.ExitCode, result.Signal, result.SignalNumber, result.Success));
    }

    [Fact]
    public async Task A_limit_of_the_tree_stops_it_and_is_in_the_result()
    {
        var exceeded = new TaskCompletionSource<ResourceLimit>();
        var child = new FakeChild(new FakeTree(FakeChild.Id)) { LimitExceeded = exceeded.Task };
        var running = Start(child, new("fake") { GracePeriod = TimeSpan.Zero });
        exceeded.SetResult(ResourceLimit.Memory);
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal((Outcome.LimitExceeded, (ResourceLimit?)ResourceLimit.Memory), (result.Outcome, result.ExceededLimit));
        Assert.Contains((RunEventKind.StopRequested, "The tree used more than its limit: Memory."), Told());
    }

    [Fact]
    public async Task A_stop_by_the_caller_is_told_and_is_the_outcome()
    {
        var child = new FakeChild(new FakeTree(FakeChild.Id));
        var run = ProcessRun.Start(new("fake") { GracePeriod = TimeSpan.Zero }, OutputSink.Text(), child, _time, _log, CancellationToken.None);
        run.Stop();
        await _time.AdvanceUntilAsync(run.Completion, _long);
        Assert.Equal(Outcome.Canceled, (await run.Completion).Outcome);
        Assert.Contains((RunEventKind.StopRequested, "The caller canceled the run."), Told());
    }

    [Theory]
    [InlineData(OrphanPolicy.Stop)]
    [InlineData(OrphanPolicy.Keep)]
    public async Task Orphans_are_named_with_the_policy(OrphanPolicy policy)
    {
        var tree = new FakeTree(FakeChild.Id, 101, 102);
        tree.OnSignal = tree.End;
        var child = new FakeChild(tree);
        var running = Start(child, new("fake") { OrphanPolicy = policy });
        Close(child);
        child.Exit(code: 0);
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Contains((RunEventKind.OrphansFound, $"Outlived the program: fake (101), fake (102); orphan policy {policy}."), Told());
        Assert.Equal([101, 102], result.Orphans.Select(member => member.Id));
        Assert.Equal(policy == OrphanPolicy.Stop ? [101, 102] : [], result.Diagnosis.Select(member => member.Id));
        Assert.Equal(Outcome.Exited, result.Outcome);
    }

    [Theory]
    [InlineData(OrphanPolicy.Fail, 0, false, Outcome.OrphansStopped)]
    [InlineData(OrphanPolicy.Fail, 3, false, Outcome.Exited)]
    [InlineData(OrphanPolicy.Fail, 0, true, Outcome.Exited)]
    [InlineData(OrphanPolicy.Stop, 0, false, Outcome.Exited)]
    [InlineData(OrphanPolicy.Keep, 0, false, Outcome.Exited)]
    public async Task Orphans_that_had_to_be_stopped_are_a_failure_where_the_policy_says_so(OrphanPolicy policy, int code, bool endByThemselves, Outcome outcome)
    {
        var tree = new FakeTree(FakeChild.Id, 101, 102);
        var child = new FakeChild(tree);
        tree.OnSignal = tree.End;
        var looks = 0;
        tree.OnFind = () =>
        {
            if (endByThemselves && ++looks == 2)
                tree.Alive.ToList().ForEach(tree.End);
        };
        var running = Start(child, new("fake") { OrphanPolicy = policy });
        tree.End(tree.Alive[0]);
        Close(child);
        child.Exit(code);
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal((outcome, code), (result.Outcome, result.ExitCode));
        Assert.Equal(outcome == Outcome.Exited && code == 0, result.Success);
        Assert.Equal([101, 102], result.Orphans.Select(member => member.Id));
        if (outcome == Outcome.OrphansStopped)
            Assert.Matches("^'program' exited with code 0 but left behind fake \\(101\\), fake \\(102\\), which had to be stopped, after [0-9.]+ m?s\\.$", $"{result}");
    }

    [Theory]
    [InlineData(false, "'program' exited with code 0 after 2.0 s; fake (101), fake (102) could not be ended and run on.")]
    [InlineData(true, "'program' timed out and could not be stopped after 1:00:02; fake (100), fake (101), fake (102) could not be ended and run on.")]
    public async Task What_could_not_be_ended_is_told_alike_by_the_events_the_result_and_its_message(bool deadline, string message)
    {
        var tree = new FakeTree(FakeChild.Id, 101, 102);
        var child = new FakeChild(tree);
        tree.OnKill = _ => { };
        var running = Start(child, new("fake") { Timeout = deadline ? TimeSpan.FromHours(1) : null });
        Close(child);
        if (!deadline)
        {
            tree.End(tree.Alive[0]);
            child.Exit(code: 0);
        }

        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        var left = string.Join(", ", result.Survivors);
        Assert.Equal(deadline ? [100, 101, 102] : [101, 102], result.Survivors.Select(member => member.Id));
        Assert.Equal(result.Survivors, result.Orphans);
        Assert.Contains((RunEventKind.TreeSurvived, $"Could not be ended: {left}."), Told());
        Assert.Matches(message.Replace("2.0 s", "[0-9.]+ s").Replace("1:00:02", "1:00:0[0-9]").Replace("(", "\\(").Replace(")", "\\)"), $"{result}");
        Assert.Equal(result.ToString(), Told()[^1].Message);
    }

    [Fact]
    public async Task Waiting_for_orphans_ends_with_the_deadline()
    {
        var tree = new FakeTree(FakeChild.Id, 101);
        var child = new FakeChild(tree);
        tree.OnSignal = tree.End;
        var running = Start(child, new("fake") { OrphanPolicy = OrphanPolicy.Wait, Timeout = TimeSpan.FromHours(1) });
        child.Exit(code: 0);
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.Equal(["SIGTERM 101"], tree.Log);
        Assert.Equal([101], result.Diagnosis.Select(member => member.Id));
    }

    private static void Close(FakeChild child)
    {
        child.Output.Close();
        child.Error.Close();
    }

    private (RunEventKind Kind, string Message)[] Told() => [.. _log.Events.Select(one => (one.Kind, one.Message))];

    private Task<ProcessResult> RunToItsEndAsync(FakeChild child, ProcessSpec spec, int? code = null, int? signal = null)
    {
        var running = Start(child, spec);
        Close(child);
        child.Exit(code, signal);
        return running;
    }

    private Task<ProcessResult> Start(FakeChild child, ProcessSpec spec) =>
        ProcessRun.Start(spec, OutputSink.Text(), child, _time, _log, CancellationToken.None).Completion;
}
