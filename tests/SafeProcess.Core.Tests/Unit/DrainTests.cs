using System.Text;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

public sealed class DrainTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly FakeOutput _pipe = new();
    private readonly ScriptedSink _sink = new();
    private readonly List<StopCause> _stops = [];
    private readonly CancellationTokenSource _cancel = new();
    private readonly Activity _activity;
    private readonly Drain _drain;

    public DrainTests()
    {
        _activity = new(_time);
        _drain = new(_pipe, _sink, _activity, _stops.Add, (code, _) => code(), _cancel.Token);
    }

    public void Dispose()
    {
        _cancel.Dispose();
        _pipe.Dispose();
    }

    [Fact]
    public void Every_chunk_reaches_the_sink_and_then_its_end_once_and_the_pipe_is_closed_before()
    {
        var closedBefore = false;
        _sink.OnComplete = () =>
        {
            closedBefore = _pipe.Disposed;
            return new(true);
        };
        var draining = _drain.RunAsync();
        _pipe.Write("one");
        _pipe.Write("two");
        Assert.False(draining.IsCompleted);
        _pipe.Close();
        Assert.True(draining.IsCompletedSuccessfully);
        Assert.Equal(["one", "two", "end"], _sink.Log);
        Assert.True(closedBefore);
        Assert.Empty(_stops);
    }

    [Theory]
    [InlineData("one", "end")]
    [InlineData("end")]
    public async Task What_was_written_before_it_begins_is_not_given_to_the_sink_before_whoever_begins_it_can_go_on(params string[] log)
    {
        var (caller, hasBegun, isCalledInside) = (Environment.CurrentManagedThreadId, false, false);
        _sink.OnWrite = _ => LookAsync();
        _sink.OnComplete = LookAsync;
        foreach (var chunk in log[..^1])
            _pipe.Write(chunk);
        _pipe.Close();
        var draining = _drain.RunAsync();
        Volatile.Write(ref hasBegun, true);
        await draining.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.Equal(log, _sink.Log);
        Assert.False(isCalledInside);

        ValueTask<bool> LookAsync()
        {
            isCalledInside |= Environment.CurrentManagedThreadId == caller && !Volatile.Read(ref hasBegun);
            return new(true);
        }
    }

    [Fact]
    public void Bytes_are_counted_and_the_last_line_is_kept_also_of_what_the_sink_refuses()
    {
        _sink.OnWrite = _ => new(false);
        Drained("one\n", "two\n", "three");
        Assert.Equal(13, _drain.Length);
        Assert.Equal("three", _drain.LastLine);
    }

    [Fact]
    public void A_byte_ends_the_silence()
    {
        _ = _drain.RunAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        _pipe.Write("x");
        Assert.Equal(TimeSpan.Zero, _activity.Silence);
    }

    [Fact]
    public void A_full_sink_stops_the_run_once_and_gets_no_more()
    {
        _sink.OnWrite = _ => new(false);
        _sink.OnComplete = () => new(false);
        Drained("one", "two", "three");
        Assert.Equal(["one", "end"], _sink.Log);
        Assert.Equal(new StopCause(Outcome.OutputLimitExceeded, "The program wrote more than the output limit."), Assert.Single(_stops));
    }

    [Fact]
    public void A_sink_that_is_found_full_later_stops_the_run_as_well()
    {
        var taken = new TaskCompletionSource<bool>();
        _sink.OnWrite = _ => new(taken.Task);
        var draining = _drain.RunAsync();
        _pipe.Write("one");
        Assert.Empty(_stops);
        taken.SetResult(false);
        Assert.Equal(Outcome.OutputLimitExceeded, Assert.Single(_stops).Outcome);
        _pipe.Write("two");
        _pipe.Close();
        Assert.True(draining.IsCompletedSuccessfully);
        Assert.Equal(["one", "end"], _sink.Log);
    }

    [Fact]
    public void A_sink_that_turns_out_to_be_full_at_the_end_stops_the_run()
    {
        _sink.OnComplete = () => new(false);
        Drained("one");
        Assert.Equal(Outcome.OutputLimitExceeded, Assert.Single(_stops).Outcome);
    }

    [Fact]
    public void A_slow_sink_holds_back_its_own_stream_until_it_has_taken_the_chunk()
    {
        var taken = new TaskCompletionSource<bool>();
        _sink.OnWrite = _ => new(taken.Task);
        _ = _drain.RunAsync();
        Assert.False(_activity.IsHeldBack);
        _pipe.Write("one");
        _pipe.Write("two");
        Assert.Equal(["one"], _sink.Log);
        Assert.True(_activity.IsHeldBack);
        _time.Advance(TimeSpan.FromSeconds(5));
        _sink.OnWrite = _ => new(true);
        taken.SetResult(true);
        Assert.False(_activity.IsHeldBack);
        Assert.Equal(TimeSpan.Zero, _activity.Silence);
        Assert.Equal(["one", "two"], _sink.Log);
        Assert.Empty(_stops);
    }

    [Fact]
    public void A_slow_end_holds_back_the_end_of_the_drain_only()
    {
        var taken = new TaskCompletionSource<bool>();
        _sink.OnComplete = () => new(taken.Task);
        var draining = _drain.RunAsync();
        _pipe.Close();
        Assert.False(draining.IsCompleted);
        Assert.True(_activity.IsHeldBack);
        taken.SetResult(true);
        Assert.True(draining.IsCompletedSuccessfully);
        Assert.False(_activity.IsHeldBack);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sink_that_throws_stops_the_run_with_its_failure_and_gets_no_more(bool later)
    {
        var failure = new InvalidDataException("no room");
        _sink.OnWrite = _ => later ? ThrowLater(failure) : throw failure;
        Drained("one", "two");
        Assert.Equal(["one", "end"], _sink.Log);
        Assert.Equal(new StopCause(Outcome.Canceled, "The output could not be delivered: no room", failure), Assert.Single(_stops));
        Assert.False(_activity.IsHeldBack);
    }

    [Fact]
    public void A_sink_that_throws_at_the_end_stops_the_run_with_its_failure()
    {
        var failure = new InvalidDataException("no room");
        _sink.OnComplete = () => throw failure;
        Drained("one");
        Assert.Same(failure, Assert.Single(_stops).Failure);
    }

    [Fact]
    public void A_stream_that_cannot_be_read_stops_the_run_and_ends_the_sink()
    {
        var failure = new InvalidDataException("no memory");
        var draining = _drain.RunAsync();
        _pipe.Write("one");
        _pipe.Fail(failure);
        Assert.True(draining.IsCompletedSuccessfully);
        Assert.Same(failure, Assert.Single(_stops).Failure);
        Assert.Equal(["one", "end"], _sink.Log);
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, true)]
    public void A_sink_that_gives_up_because_the_caller_did_is_no_failure(bool givesUp, bool callerCanceled, bool stops)
    {
        _sink.OnWrite = _ => givesUp ? throw new OperationCanceledException() : throw new InvalidDataException();
        if (callerCanceled)
            _cancel.Cancel();
        Drained("one", "two");
        Assert.Equal(stops ? 1 : 0, _stops.Count);
        Assert.Equal(["one", "end"], _sink.Log);
    }

    [Fact]
    public void The_sink_is_given_the_runs_token()
    {
        Drained("one");
        Assert.Equal([_cancel.Token, _cancel.Token], _sink.Tokens);
    }

    [Fact]
    public void Ending_at_present_ends_the_pipe_at_present()
    {
        var draining = _drain.RunAsync();
        _pipe.Write("one");
        _drain.EndAtPresent(dropsRest: false);
        Assert.True(_pipe.EndedAtPresent);
        Assert.True(draining.IsCompletedSuccessfully);
        Assert.Equal(["one", "end"], _sink.Log);
    }

    private static async ValueTask<bool> ThrowLater(Exception failure)
    {
        await Task.CompletedTask;
        throw failure;
    }

    private void Drained(params string[] chunks)
    {
        var draining = _drain.RunAsync();
        foreach (var chunk in chunks)
            _pipe.Write(chunk);
        _pipe.Close();
        Assert.True(draining.IsCompletedSuccessfully);
    }

    private sealed class ScriptedSink : StreamSink
    {
        public List<string> Log { get; } = [];

        public List<CancellationToken> Tokens { get; } = [];

        public Func<string, ValueTask<bool>> OnWrite { get; set; } = _ => new(true);

        public Func<ValueTask<bool>> OnComplete { get; set; } = () => new(true);

        public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
        {
            Tokens.Add(cancellationToken);
            Log.Add(Encoding.UTF8.GetString(chunk.Span));
            return OnWrite(Log[^1]);
        }

        public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
        {
            Tokens.Add(cancellationToken);
            Log.Add("end");
            return OnComplete();
        }
    }
}
