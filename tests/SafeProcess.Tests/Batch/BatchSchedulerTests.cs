using SafeProcess.Commands;
using SafeProcess.Core.Tests.Unit.Fakes;

namespace SafeProcess.Tests.Batch;

/// <summary>The scheduler with time that passes when told to and programs that do not exist.</summary>
public sealed class BatchSchedulerTests : IDisposable
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTime _time = new();
    private readonly FakeRunner _runner = new();
    private readonly BatchItem[] _items = [.. Enumerable.Range(0, 10).Select(static index => new BatchItem(index, index, new ProcessSpec("program")))];
    private BatchScheduler? _scheduler;

    public void Dispose() => _scheduler?.Dispose();

    [Fact]
    public void No_more_run_at_once_than_the_throttle_allows_and_each_end_starts_the_next()
    {
        Begin(throttle: 3);
        AddAll();
        Assert.Equal([0, 1, 2], _runner.Started);

        _runner.End(_items[1]);
        Assert.Equal([0, 1, 2, 3], _runner.Started);

        foreach (var item in _items)
            _runner.End(item);
        Assert.Equal(10, _runner.Ends.Count);
        Assert.Equal(3, _runner.Most);
        Assert.True(_scheduler!.IsIdle);
    }

    [Fact]
    public void What_waits_can_be_taken_back_the_last_first_and_is_told_of_no_more()
    {
        Begin(throttle: 7);
        AddAll();

        Assert.Equal([_items[8], _items[9]], _scheduler!.TakeBack(2));
        Assert.Equal([_items[7]], _scheduler.TakeBack(5));

        _scheduler.Stop();
        Assert.Equal(7, _runner.Ends.Count);
    }

    [Fact]
    public void Starts_are_as_far_apart_as_DelayBetween_says()
    {
        Begin(throttle: 10, delayBetween: _second);
        AddAll();
        Assert.Equal([0], _runner.Started);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal([0], _runner.Started);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([0, 1], _runner.Started);
        _time.Advance(3 * _second);
        Assert.Equal([0, 1, 2, 3, 4], _runner.Started);
    }

    [Fact]
    public void A_start_that_comes_late_by_itself_does_not_wait_for_DelayBetween()
    {
        Begin(throttle: 1, delayBetween: _second);
        AddAll();
        _time.Advance(5 * _second);

        _runner.End(_items[0]);

        Assert.Equal([0, 1], _runner.Started);
    }

    [Fact]
    public void A_failed_item_is_run_again_after_a_delay_that_doubles()
    {
        Begin(throttle: 1, retries: 3, retryDelay: _second);
        _scheduler!.Add(_items[0]);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            _runner.End(_items[0], exitCode: 1);
            var delay = _second * Math.Pow(2, attempt - 1);
            Assert.Equal(delay, _runner.Delays[^1]);
            _time.Advance(delay - TimeSpan.FromMilliseconds(1));
            Assert.Equal(attempt, _runner.Started.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(attempt + 1, _runner.Started.Count);
        }

        _runner.End(_items[0], exitCode: 1);

        var end = Assert.Single(_runner.Ends);
        Assert.Equal(4, end.Attempt);
        Assert.False(end.Success);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(4, _runner.Started.Count);
    }

    [Fact]
    public void An_item_that_succeeds_at_its_second_attempt_has_succeeded()
    {
        Begin(throttle: 1, retries: 5, retryDelay: _second);
        _scheduler!.Add(_items[0]);
        _runner.End(_items[0], exitCode: 1);
        _time.Advance(_second);
        _runner.End(_items[0]);

        var end = Assert.Single(_runner.Ends);
        Assert.True(end.Success);
        Assert.Equal(2, end.Attempt);
    }

    [Fact]
    public void Others_run_while_a_failed_item_waits_for_its_next_attempt()
    {
        Begin(throttle: 1, retries: 1, retryDelay: _second);
        AddAll();
        _runner.End(_items[0], exitCode: 1);
        Assert.Equal([0, 1], _runner.Started);

        _time.Advance(_second);
        Assert.Equal([0, 1], _runner.Started);
        _runner.End(_items[1]);

        Assert.Equal([0, 1, 0], _runner.Started);
    }

    [Fact]
    public void Without_retries_nothing_is_run_again()
    {
        Begin(throttle: 1);
        _scheduler!.Add(_items[0]);
        _runner.End(_items[0], exitCode: 1);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([0], _runner.Started);
        Assert.Empty(_runner.Delays);
        Assert.Equal(1, Assert.Single(_runner.Ends).Attempt);
    }

    [Fact]
    public void Starts_that_fail_one_after_another_do_not_pile_up()
    {
        _runner.RefusesToStart = true;
        Begin(throttle: 1, retries: 20_000, retryDelay: TimeSpan.Zero);

        _scheduler!.Add(_items[0]);

        Assert.Equal(20_001, _runner.Started.Count);
        Assert.IsType<StartException>(Assert.Single(_runner.Ends).Failure);
    }

    [Fact]
    public void With_FailFast_the_first_failure_stops_what_runs_and_starts_nothing_more()
    {
        Begin(throttle: 3, failFast: true);
        AddAll();

        _runner.End(_items[1], exitCode: 1);

        Assert.Equal([0, 1, 2], _runner.Started);
        Assert.Equal(BatchClosing.ItemFailed, _scheduler!.Closing);
        Assert.True(_scheduler.IsIdle);
        Assert.Equal([1], Ended(Outcome.Exited));
        Assert.Equal([0, 2], Ended(Outcome.Canceled));
        Assert.Equal([3, 4, 5, 6, 7, 8, 9], _runner.Ends.Where(static end => !end.WasTried).Select(static end => end.Item.Index));
    }

    [Fact]
    public void With_FailFast_an_item_that_can_be_run_again_is_no_failure_yet()
    {
        Begin(throttle: 1, retries: 1, retryDelay: _second, failFast: true);
        AddAll();
        _runner.End(_items[0], exitCode: 1);
        Assert.Equal(BatchClosing.Open, _scheduler!.Closing);
        _runner.End(_items[1]);
        _time.Advance(_second);
        _runner.End(_items[2]);

        _runner.End(_items[0], exitCode: 1);

        Assert.Equal(BatchClosing.ItemFailed, _scheduler.Closing);
    }

    [Fact]
    public void With_FailFast_an_item_that_cannot_be_run_ends_the_batch_too()
    {
        Begin(throttle: 1, failFast: true);
        _scheduler!.Add(_items[0]);

        _scheduler.Reject(_items[1], new InvalidOperationException());
        _scheduler.Add(_items[2]);

        Assert.Equal([0], Ended(Outcome.Canceled));
        Assert.Equal(3, _runner.Ends.Count);
        Assert.Equal([0], _runner.Started);
    }

    [Fact]
    public void After_the_batch_timeout_nothing_is_started_and_each_item_ends_once()
    {
        Begin(throttle: 2, timeout: 10 * _second, retries: 5, retryDelay: 20 * _second);
        AddAll();
        _runner.End(_items[0], exitCode: 1);
        _time.Advance(10 * _second);

        Assert.Equal(BatchClosing.TimedOut, _scheduler!.Closing);
        // The runs' own deadlines end them.
        _runner.End(_items[1], Outcome.TimedOut);
        _runner.End(_items[2], Outcome.TimedOut);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([0, 1, 2], _runner.Started);
        Assert.Equal([1, 2], Ended(Outcome.TimedOut));
        // What waited for another attempt ends with the result it has.
        Assert.Equal([0], Ended(Outcome.Exited));
        Assert.Equal([0], _runner.Ends.Where(static end => end.WasTold).Select(static end => end.Item.Index));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], _runner.Ends.Select(static end => end.Item.Index).Order());
    }

    [Fact]
    public void A_run_that_ends_at_the_batch_timeout_starts_no_other_although_nobody_has_told_of_the_timeout_yet()
    {
        // Timers of one moment fire one after another, this one first.
        using var firstToFire = _time.CreateTimer(_ => _runner.End(_items[0], Outcome.TimedOut), null, 10 * _second, Timeout.InfiniteTimeSpan);
        Begin(throttle: 2, timeout: 10 * _second);
        AddAll();
        _time.Advance(10 * _second);
        _runner.End(_items[1], Outcome.TimedOut);

        Assert.Equal([0, 1], _runner.Started);
        Assert.Equal(BatchClosing.TimedOut, _scheduler!.Closing);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], _runner.Ends.Where(static end => !end.WasTried).Select(static end => end.Item.Index));
    }

    [Fact]
    public void A_run_may_take_what_is_left_of_the_batch_timeout_unless_its_own_is_shorter()
    {
        Begin(throttle: 10, timeout: 10 * _second);
        _time.Advance(4 * _second);

        _scheduler!.Add(_items[0]);
        _scheduler.Add(new BatchItem(1, null, new ProcessSpec("program") { Timeout = 2 * _second }));
        _scheduler.Add(new BatchItem(2, null, new ProcessSpec("program") { Timeout = 20 * _second }));

        Assert.Equal([6 * _second, 2 * _second, 6 * _second], _runner.Specs.Select(static spec => spec.Timeout!.Value));
    }

    [Fact]
    public void Stop_ends_all_runs_and_drops_the_rest()
    {
        Begin(throttle: 4, retries: 5, retryDelay: _second);
        AddAll();

        _scheduler!.Stop();

        Assert.True(_scheduler.IsIdle);
        Assert.Equal([0, 1, 2, 3], Ended(Outcome.Canceled));
        Assert.Equal(10, _runner.Ends.Count);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([0, 1, 2, 3], _runner.Started);
    }

    [Fact]
    public void Whatever_thread_starts_an_item_it_is_in_the_flow_that_the_batch_was_begun_in()
    {
        var flow = new AsyncLocal<string> { Value = "the batch's" };
        List<string?> seen = [];
        _runner.OnStart = () => seen.Add(flow.Value);
        Begin(throttle: 1, retries: 1, retryDelay: _second);
        AddAll();

        flow.Value = "another's";
        _runner.End(_items[0]);
        _runner.End(_items[1], exitCode: 1);
        _runner.End(_items[2]);
        _time.Advance(_second);

        Assert.Equal(4, seen.Count);
        Assert.All(seen, static value => Assert.Equal("the batch's", value));
    }

    private long[] Ended(Outcome outcome) =>
        [.. _runner.Ends.Where(end => end.Result?.Outcome == outcome).Select(static end => end.Item.Index).Order()];

    private void AddAll()
    {
        foreach (var item in _items)
            _scheduler!.Add(item);
    }

    private void Begin(
        int throttle, TimeSpan delayBetween = default, TimeSpan? timeout = null, bool failFast = false, int retries = 0, TimeSpan retryDelay = default)
    {
        var retry = new RetryPolicy(retries, retryDelay, random: static () => 0);
        _runner.MostAtOnce = throttle;
        _scheduler = new BatchScheduler(new BatchOptions(delayBetween, timeout, failFast, retry), _runner, _runner, _time);
    }
}
