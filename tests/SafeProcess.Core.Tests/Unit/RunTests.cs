using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Runs;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>A run over a fake system in fake time.</summary>
public sealed class RunTests
{
    private static readonly TimeSpan _long = TimeSpan.FromHours(10);

    private readonly FakeTime _time = new();
    private readonly EventLog _log = new();

    [Fact]
    public async Task A_program_that_exits_and_closes_its_streams_takes_no_further_time()
    {
        var child = new FakeChild();
        var running = Start(child, new("fake"));
        child.Output.Write("out");
        child.Error.Write("err");
        Close(child);
        child.Exit(code: 3);
        var result = await running;
        Assert.Equal((Outcome.Exited, (int?)3, "out", "err"), (result.Outcome, result.ExitCode, result.StandardOutput, result.StandardError));
        Assert.Equal(TimeSpan.Zero, _time.Now);
        Assert.Equal(["reaped", "disposed"], child.Log);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_ends_the_tree_and_what_was_read_is_in_the_result()
    {
        var tree = new FakeTree(FakeChild.Id, 101);
        var child = new FakeChild(tree);
        var running = Start(child, new("fake") { GracePeriod = TimeSpan.Zero });
        child.Output.Write("before");
        child.Output.Fail(new InvalidOperationException("no memory for it"));
        await _time.AdvanceUntilAsync(running, _long);
        var failure = await Assert.ThrowsAsync<ProcessFailedException>(() => running);
        Assert.Equal(("before", Outcome.Canceled), (failure.Result.StandardOutput, failure.Result.Outcome));
        Assert.Contains("no memory for it", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["kill 100,101"], tree.Log);
        Assert.Equal(["reaped", "disposed"], child.Log);
    }

    [Fact]
    public async Task What_nobody_foresaw_ends_the_tree_before_it_is_told()
    {
        var tree = new FakeTree(FakeChild.Id, 101);
        var child = new FakeChild(tree);
        var looks = 0;
        tree.OnFind = () =>
        {
            if (looks++ == 0)
                throw new InvalidOperationException("nobody foresaw this");
        };
        var running = Start(child, new("fake") { Timeout = TimeSpan.FromSeconds(1) });
        await _time.AdvanceUntilAsync(running, _long);
        Assert.Equal("nobody foresaw this", (await Assert.ThrowsAsync<InvalidOperationException>(() => running)).Message);
        Assert.Equal(["kill 100,101"], tree.Log);
        Assert.Equal(["reaped", "disposed"], child.Log);
    }

    [Fact]
    public async Task A_timeout_of_hours_is_kept()
    {
        var tree = new FakeTree(FakeChild.Id);
        var child = new FakeChild(tree);
        tree.OnSignal = _ =>
        {
            child.Output.Write("last words");
            Close(child);
            child.Exit(signal: 15);
        };
        var running = Start(child, new("fake") { Timeout = TimeSpan.FromHours(5) });
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal((Outcome.TimedOut, "last words"), (result.Outcome, result.StandardOutput));
        // The rest is the grace period, which passes too when the run gets no processor.
        Assert.InRange(result.Duration, TimeSpan.FromHours(5), TimeSpan.FromHours(5) + TimeSpan.FromSeconds(4));
        Assert.Equal("SIGTERM 100", tree.Log[0]);
    }

    [Fact]
    public async Task A_run_that_timed_out_never_took_less_than_its_timeout()
    {
        var time = new FakeTime { Earliness = TimeSpan.FromMilliseconds(0.5) };
        var timeout = TimeSpan.FromSeconds(1);
        var running = ProcessRun.Start(
            new("fake") { Timeout = timeout, GracePeriod = TimeSpan.Zero }, OutputSink.Text(), new FakeChild(), time, null, default).Completion;
        await time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.True(result.Duration >= timeout, $"{result.Duration}");
    }

    [Fact]
    public async Task What_ignores_the_signal_is_killed_when_the_grace_period_is_over()
    {
        var tree = new FakeTree(FakeChild.Id, 101);
        var child = new FakeChild(tree);
        var running = Start(child, new("fake") { Timeout = TimeSpan.FromMinutes(1), GracePeriod = TimeSpan.FromMinutes(2) });
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal((Outcome.TimedOut, (int?)9), (result.Outcome, result.SignalNumber));
        Assert.Equal(["SIGTERM 100,101", "kill 100,101"], tree.Log);
        Assert.InRange(result.Duration, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(1));
        Assert.Equal([100, 101], result.Diagnosis.Select(member => member.Id));
        // Nobody closed the streams: what holds them open is unseen, and the run ended all the same.
        Assert.True(child.Output.EndedAtPresent);
    }

    [Fact]
    public async Task An_orphan_that_falls_silent_is_stopped_100_ms_after_its_last_byte()
    {
        var (child, tree) = WithOrphan();
        var running = Start(child, new("fake"));
        child.Output.Write("from the program\n");
        child.Exit(code: 0);
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal((Outcome.Exited, (int?)0, "from the program\n"), (result.Outcome, result.ExitCode, result.StandardOutput));
        Assert.Equal([101], result.Orphans.Select(member => member.Id));
        Assert.Equal(["SIGTERM 101"], tree.Log);
        Assert.InRange(result.Duration, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task An_orphan_that_never_falls_silent_is_stopped_after_a_second()
    {
        var (child, tree) = WithOrphan();
        var run = ProcessRun.Start(new("fake"), OutputSink.Text(), child, _time, _log, default);
        void Chatter()
        {
            child.Output.Write("x");
            // Time stands still until the run has heard it, or does not listen any more.
            SpinWait.SpinUntil(() => run.Silence == TimeSpan.Zero || tree.Log.Count > 0, Eventually.Bound);
            if (tree.Log.Count == 0)
                _time.CreateTimer(_ => Chatter(), null, TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
        }

        child.Exit(code: 0);
        Chatter();
        await _time.AdvanceUntilAsync(run.Completion, _long);
        var result = await run.Completion;
        Assert.Equal(["SIGTERM 101"], tree.Log);
        // Time goes on with each line, also while the run gets no processor.
        Assert.InRange(result.Duration, TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(20));
        Assert.NotEqual("", result.StandardOutput);
    }

    [Fact]
    public async Task Keep_stops_reading_and_signals_nobody()
    {
        var (child, tree) = WithOrphan();
        var running = Start(child, new("fake") { OrphanPolicy = OrphanPolicy.Keep });
        child.Output.Write("text");
        child.Exit(code: 0);
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal([101], result.Orphans.Select(member => member.Id));
        Assert.Equal("text", result.StandardOutput);
        Assert.Empty(tree.Log);
        Assert.True(child.Output.EndedAtPresent && child.Error.EndedAtPresent);
    }

    [Fact]
    public async Task Wait_waits_for_hours_if_it_has_to()
    {
        var (child, tree) = WithOrphan();
        var running = Start(child, new("fake") { OrphanPolicy = OrphanPolicy.Wait });
        child.Exit(code: 0);
        using var end = _time.CreateTimer(
            _ =>
            {
                child.Output.Write("at last");
                Close(child);
                tree.End(tree.Alive[0]);
            },
            null, TimeSpan.FromHours(3), Timeout.InfiniteTimeSpan);
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal(("at last", Outcome.Exited), (result.StandardOutput, result.Outcome));
        Assert.Empty(tree.Log);
        Assert.InRange(result.Duration, TimeSpan.FromHours(3), TimeSpan.FromHours(3) + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_program_that_cannot_be_ended_does_not_keep_the_run_for_ever()
    {
        var tree = new FakeTree(FakeChild.Id);
        var child = new FakeChild(tree);
        tree.OnKill = _ => { };
        var running = Start(child, new("fake") { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero });
        await _time.AdvanceUntilAsync(running, _long);
        var result = await running;
        Assert.Equal((Outcome.TimedOut, (int?)null, (string?)null), (result.Outcome, result.ExitCode, result.Signal));
        Assert.Contains(RunEventKind.TreeSurvived, _log.Kinds);
        Assert.Empty(child.Log);

        child.Exit(signal: 9);
        while (!child.Log.Contains("disposed"))
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal(["reaped", "disposed"], child.Log);
    }

    [Fact]
    public async Task Only_the_first_cause_counts()
    {
        using var cancel = new CancellationTokenSource();
        var tree = new FakeTree(FakeChild.Id);
        var child = new FakeChild(tree);
        tree.OnSignal = _ => cancel.Cancel();
        var running = Start(child, new("fake") { Timeout = TimeSpan.FromSeconds(1) }, cancel.Token);
        await _time.AdvanceUntilAsync(running, _long);
        Assert.Equal(Outcome.TimedOut, (await running).Outcome);
        Assert.Single(_log.Kinds, RunEventKind.StopRequested);
    }

    private static (FakeChild Child, FakeTree Tree) WithOrphan()
    {
        var tree = new FakeTree(FakeChild.Id, 101);
        var child = new FakeChild(tree);
        tree.OnSignal = member =>
        {
            tree.End(member);
            Close(child);
        };
        return (child, tree);
    }

    private static void Close(FakeChild child)
    {
        child.Output.Close();
        child.Error.Close();
    }

    private Task<ProcessResult> Start(FakeChild child, ProcessSpec spec, CancellationToken cancellationToken = default) =>
        ProcessRun.Start(spec, OutputSink.Text(), child, _time, _log, cancellationToken).Completion;
}
