using SafeProcess.Commands;
using SafeProcess.Core.Tests.Unit.Fakes;

namespace SafeProcess.Tests.Batch;

/// <summary>The dispatcher with sessions that do not exist and time that passes when told to.</summary>
public sealed class SessionDispatcherTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(7);

    private readonly FakeTime _time = new();
    private readonly FakeSession _alpha = new("alpha");
    private readonly FakeSession _beta = new("beta");
    private readonly News _news = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SessionDispatcher _dispatcher;
    private readonly BatchItem[] _items =
        [.. Enumerable.Range(0, 40).Select(static index => new BatchItem(index, index, new ProcessSpec("program")) { Call = new ItemCall(index, [new CalledStage("program", [])]) })];

    public SessionDispatcherTests()
    {
        _dispatcher = new SessionDispatcher([_alpha, _beta], _news, _patience, leastAhead: 0, _time);
        _dispatcher.Open();
    }

    public void Dispose()
    {
        _dispatcher.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void A_session_takes_twice_what_it_runs_at_once_so_that_the_next_is_there_when_one_ends()
    {
        Assert.Equal(0, _dispatcher.MostAtOnce);

        _alpha.Ready(2);
        Assert.Equal(4, _dispatcher.MostAtOnce);

        _beta.Ready(100);
        Assert.Equal(4 + 116, _dispatcher.MostAtOnce);
        Assert.Equal(2, _news.Changes);
    }

    [Fact]
    public void A_session_that_runs_few_at_once_takes_more_ahead_where_that_is_wanted()
    {
        var alpha = new FakeSession("alpha");
        using var dispatcher = new SessionDispatcher([alpha], _news, _patience, leastAhead: 16, _time);
        dispatcher.Open();
        Assert.Equal(0, dispatcher.MostAtOnce);

        alpha.Ready(2);
        Assert.Equal(18, dispatcher.MostAtOnce);
        alpha.Ready(100);
        Assert.Equal(116, dispatcher.MostAtOnce);
    }

    [Fact]
    public void An_item_goes_to_the_session_that_has_the_most_room()
    {
        _alpha.Ready(1);
        _beta.Ready(3);

        RunAll(8);

        Assert.Equal(2, _alpha.Sent.Count);
        Assert.Equal(6, _beta.Sent.Count);
    }

    [Fact]
    public void The_session_that_ends_its_items_faster_gets_more_of_them()
    {
        _alpha.Ready(1);
        _beta.Ready(1);
        RunAll(4);

        for (var index = 4; index < 20; index++)
        {
            _beta.End(_beta.Sent[index - 4]);
            _ = Run(index);
        }

        Assert.Equal(2, _alpha.Sent.Count);
        Assert.Equal(18, _beta.Sent.Count);
    }

    [Fact]
    public async Task A_session_with_nothing_to_do_gets_what_another_has_not_begun()
    {
        _alpha.Ready(2);
        var runs = RunAll(4);
        Assert.Empty(_alpha.AskedBack);

        _beta.Ready(1);
        Assert.Equal([1], _alpha.AskedBack);
        _alpha.Give(3);

        Assert.Equal([3], _beta.Sent);
        _beta.End(3);
        Assert.Equal([1, 1], _alpha.AskedBack);
        _alpha.Give();
        foreach (var index in (long[])[0, 1, 2])
            _alpha.End(index);
        await Task.WhenAll(runs);
        Assert.Equal("beta", BatchEnd.Of(_items[3], runs[3]).ComputerName);
    }

    [Fact]
    public void A_session_that_was_asked_is_not_asked_again_before_it_has_answered_and_none_while_there_is_enough()
    {
        _alpha.Ready(2);
        RunAll(4);
        _beta.Ready(2);
        Assert.Equal([2], _alpha.AskedBack);

        _alpha.End(0);
        Assert.Equal([2], _alpha.AskedBack);
        Assert.Empty(_beta.AskedBack);
    }

    [Fact]
    public void What_was_not_given_at_once_is_asked_for_again()
    {
        _alpha.Ready(2);
        RunAll(4);
        _beta.Ready(2);

        _alpha.Give(3);

        Assert.Equal([2, 1], _alpha.AskedBack);
        _alpha.Give();
        Assert.Equal([2, 1], _alpha.AskedBack);
    }

    [Fact]
    public async Task A_result_is_that_of_its_item_and_says_where_it_ran()
    {
        _alpha.Ready(1);
        var run = Run(0);
        Assert.False(run.IsCompleted);

        _alpha.End(0);

        Assert.Equal(Outcome.Exited, (await run).Outcome);
        Assert.Equal("alpha", BatchEnd.Of(_items[0], run).ComputerName);
    }

    [Fact]
    public void An_item_has_the_time_that_the_batch_leaves_it()
    {
        _alpha.Ready(1);

        _ = _dispatcher.RunAsync(_items[0], new ProcessSpec("program") { Timeout = TimeSpan.FromSeconds(3) }, _stop.Token);

        Assert.Equal(TimeSpan.FromSeconds(3), _alpha.Last!.Timeout);
    }

    [Fact]
    public async Task What_could_not_be_run_there_is_a_failure_here()
    {
        _alpha.Ready(1);
        var run = Run(0);

        _alpha.Fail(0, new SessionItemException("no such program", "CommandNotFound", default, 127, isTransient: false, result: null));

        Assert.Equal("CommandNotFound", (await Assert.ThrowsAsync<SessionItemException>(() => run)).ErrorId);
    }

    [Fact]
    public async Task What_a_lost_session_has_not_ended_is_run_by_another()
    {
        _alpha.Ready(2);
        var runs = RunAll(3);
        _alpha.End(1);
        _beta.Ready(2);

        _alpha.Close(new IOException("the cable"));

        Assert.Equal([0, 2], _beta.Sent);
        var (failure, ends) = Assert.Single(_news.Losses);
        Assert.Equal(("alpha", "the cable"), (failure.ComputerName, failure.Message));
        Assert.Equal([("alpha", 0L), ("alpha", 2L)], ends.Select(static end => (end.ComputerName!, end.Item.Index)));
        _beta.End(0);
        _beta.End(2);
        await Task.WhenAll(runs);
        Assert.Equal("beta", BatchEnd.Of(_items[0], runs[0]).ComputerName);
    }

    [Fact]
    public async Task What_a_lost_session_leaves_waits_for_room_elsewhere_and_then_goes_first()
    {
        _alpha.Ready(1);
        _beta.Ready(1);
        var runs = RunAll(4);
        _alpha.Close(new IOException("lost"));
        Assert.Equal([1, 3], _beta.Sent);

        _beta.End(1);
        _beta.End(3);
        _beta.End(0);
        _beta.End(2);

        Assert.Equal([1, 3, 0, 2], _beta.Sent);
        await Task.WhenAll(runs);
    }

    [Fact]
    public async Task An_item_that_three_sessions_were_lost_with_is_given_up()
    {
        FakeSession[] sessions = [.. Enumerable.Range(0, 4).Select(static number => new FakeSession($"host{number}"))];
        using var dispatcher = new SessionDispatcher(sessions, _news, _patience, leastAhead: 0, _time);
        dispatcher.Open();
        sessions[0].Ready(1);
        var run = dispatcher.RunAsync(_items[0], _items[0].Spec!, _stop.Token);
        foreach (var session in sessions.Skip(1))
            session.Ready(1);

        for (var lost = 0; lost < 3; lost++)
            Assert.Single(sessions, static session => session.Sent.Count == 1 && !session.WasAbandoned).Abandon(new IOException("it dies of the item"));

        Assert.Equal("it dies of the item", (await Assert.ThrowsAsync<SessionLostException>(() => run)).Message);
        Assert.Single(sessions, static session => session.Sent.Count == 0);
        Assert.False(dispatcher.IsClosed);
    }

    [Fact]
    public async Task With_the_last_session_all_is_lost_and_said_once()
    {
        _alpha.Ready(1);
        var run = Run(0);
        _beta.Close(new IOException("refused"));
        Assert.Equal(0, _news.NonesLeft);

        _alpha.Close(new IOException("lost"));

        await Assert.ThrowsAsync<SessionLostException>(() => run);
        Assert.Equal(1, _news.NonesLeft);
        Assert.Equal("beta", Assert.Single(_news.NotOpenedOnes).ComputerName);
        Assert.Empty(Assert.Single(_news.Losses).Ends);
        Assert.True(_dispatcher.IsClosed);
        await Assert.ThrowsAsync<SessionLostException>(() => Run(1));
    }

    [Fact]
    public async Task A_stop_goes_to_each_session_that_is_ready_and_one_that_is_being_opened_is_left()
    {
        _alpha.Ready(1);
        var (run, other) = (Run(0), Run(1));

        await _stop.CancelAsync();

        Assert.True(_alpha.WasStopped);
        Assert.False(_beta.WasStopped);
        Assert.True(_beta.WasAbandoned);
        _alpha.End(0);
        _alpha.NotRun(1);
        Assert.Equal(Outcome.Exited, (await run).Outcome);
        Assert.True(other.IsCanceled);
        Assert.True(Run(2).IsCanceled);
    }

    [Fact]
    public async Task A_session_that_does_not_stop_in_time_is_given_up_and_its_items_say_so()
    {
        _alpha.Ready(1);
        var run = Run(0);
        _dispatcher.Stop();

        _time.Advance(_patience - TimeSpan.FromTicks(1));
        Assert.False(run.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Contains("7.00 s", (await Assert.ThrowsAsync<SessionLostException>(() => run)).Message, StringComparison.Ordinal);
        Assert.True(_dispatcher.IsClosed);
    }

    [Fact]
    public void A_session_that_tells_nothing_any_more_is_lost_and_its_items_go_to_another()
    {
        _alpha.Ready(1);
        _beta.Ready(2);
        _ = Run(0);
        _ = Run(1);
        _alpha.Tell();
        _beta.Tell();

        while (_time.Now < SilenceWatch.Longest - SilenceWatch.Pulse)
            Pass(SilenceWatch.Pulse);
        Assert.False(_alpha.WasAbandoned);
        Pass(SilenceWatch.Pulse);

        var (failure, ends) = Assert.Single(_news.Losses);
        Assert.Equal(("alpha", "Nothing has come from it for 60 s."), (failure.ComputerName, failure.Message));
        Assert.Equal(_alpha.Sent, ends.Select(static end => end.Item.Index));
        Assert.Equal([0, 1], _beta.Sent.Order());
        Assert.False(_beta.WasAbandoned);

        void Pass(TimeSpan time)
        {
            _time.Advance(time);
            _beta.Tell();
        }
    }

    [Fact]
    public void Time_in_which_this_process_did_not_run_is_nobodys_silence()
    {
        _alpha.Ready(1);
        _alpha.Tell();

        for (var nights = 0; nights < 3; nights++)
            _time.Sleep(TimeSpan.FromHours(8));

        Assert.False(_alpha.WasAbandoned);
        _time.Advance(SilenceWatch.Longest);
        Assert.True(_alpha.WasAbandoned);
    }

    [Fact]
    public void A_session_that_has_told_nothing_yet_may_take_its_time_and_one_that_is_let_go_of_is_watched_no_more()
    {
        _alpha.Ready(1);
        _alpha.Tell();
        _alpha.Close();

        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(_beta.WasAbandoned);
        Assert.False(_alpha.WasAbandoned);
        Assert.Empty(_news.Losses);
    }

    [Fact]
    public void Once_no_item_comes_any_more_sessions_are_let_go_of_and_nobody_waits_for_one_that_is_being_opened()
    {
        _alpha.Ready(1);

        _dispatcher.Complete();
        Assert.True(_alpha.WasCompleted);
        Assert.True(_beta.WasAbandoned);
        Assert.False(_dispatcher.IsClosed);

        _alpha.Close();
        Assert.True(_dispatcher.IsClosed);
        Assert.Empty(_news.Losses);
        Assert.Equal(0, _news.NonesLeft);
    }

    [Fact]
    public void What_each_session_does_is_told()
    {
        _alpha.Ready(2);
        RunAll(4);
        _alpha.End(0);
        _beta.Close(new IOException("refused"));

        Assert.Equal(
            [new SessionStatus(_alpha, "alpha", IsReady: true, IsClosed: false, Running: 2, Ended: 1), new SessionStatus(_beta, "beta", IsReady: false, IsClosed: true, Running: 0, Ended: 0)],
            _dispatcher.Status());
    }

    private Task<ProcessResult> Run(int index) => _dispatcher.RunAsync(_items[index], _items[index].Spec!, _stop.Token);

    private Task<ProcessResult>[] RunAll(int count) => [.. Enumerable.Range(0, count).Select(Run)];

    private sealed class News : ISessionsObserver
    {
        public int Changes { get; private set; }

        public int NonesLeft { get; private set; }

        public List<SessionLostException> NotOpenedOnes { get; } = [];

        public List<(SessionLostException Failure, IReadOnlyList<BatchEnd> Ends)> Losses { get; } = [];

        public void Changed() => Changes++;

        public void Ready(string computerName, int throttleLimit)
        {
        }

        public void NotOpened(SessionLostException failure) => NotOpenedOnes.Add(failure);

        public void Lost(SessionLostException failure, IReadOnlyList<BatchEnd> ends) => Losses.Add((failure, ends));

        public void NoneLeft() => NonesLeft++;
    }
}
