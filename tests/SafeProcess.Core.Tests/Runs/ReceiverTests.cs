using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Receivers that take nothing: the run comes back all the same.</summary>
public sealed class ReceiverTests
{
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(100);

    /// <summary>How a receiver can be stuck.</summary>
    public enum Stuck
    {
        WaitsOnItsToken,
        WaitsForEver,
        Blocks,
        WaitsForEverAtTheEnd,
        BlocksAtTheEnd,
    }

    /// <summary>What ends the run.</summary>
    public enum EndedBy
    {
        Timeout,
        IdleTimeout,
        Token,
        Stop,
        OutputLimit,
    }

    public static TheoryData<Stuck, EndedBy> AllCases() => new MatrixTheoryData<Stuck, EndedBy>(
        Enum.GetValues<Stuck>(), [EndedBy.Timeout, EndedBy.Token, EndedBy.Stop, EndedBy.OutputLimit]);

    [Theory]
    [MemberData(nameof(AllCases))]
    public async Task A_run_that_is_stopped_returns_and_says_that_its_output_is_incomplete(Stuck stuck, EndedBy endedBy)
    {
        using var receiver = new StuckSink(stuck);
        using var cancel = new CancellationTokenSource();
        var log = new EventLog();
        var atTheEnd = stuck is Stuck.WaitsForEverAtTheEnd or Stuck.BlocksAtTheEnd;
        var spec = UnrulyProgram.Spec("hang", "--out", "out", "--err", "err") with
        {
            GracePeriod = _grace,
            Timeout = endedBy == EndedBy.Timeout ? TimeSpan.FromSeconds(1) : null,
        };
        var errorCame = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var error = new TeeSink(endedBy == EndedBy.OutputLimit ? new TextSink(limit: 2) : new TextSink(), new FunctionSink((_, _) =>
        {
            errorCame.TrySetResult();
            return new(true);
        }));
        var running = new ProcessRunner { Events = log }.Start(spec, new(receiver, error), cancel.Token);
        if (!atTheEnd)
            await receiver.IsStuck.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        if (endedBy != EndedBy.Timeout)
            await errorCame.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        if (endedBy == EndedBy.Token)
            await cancel.CancelAsync();
        if (endedBy == EndedBy.Stop)
            running.Stop();
        var result = await running.Completion.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.Equal(
            endedBy switch { EndedBy.Timeout => Outcome.TimedOut, EndedBy.OutputLimit => Outcome.OutputLimitExceeded, _ => Outcome.Canceled }, result.Outcome);
        Assert.True(result.OutputIncomplete);
        Assert.Contains("output not taken in full", result.ToString(), StringComparison.Ordinal);
        Assert.Equal(endedBy == EndedBy.OutputLimit ? "er" : "err", result.StandardError);
        Assert.Equal(stuck != Stuck.WaitsOnItsToken, log.Kinds.Contains(RunEventKind.ReceiverGivenUp));
    }

    [Fact]
    public async Task One_that_takes_what_is_left_without_waiting_once_its_token_is_canceled_loses_nothing_and_that_is_not_much()
    {
        var taken = 0L;
        var stuck = new TaskCompletionSource();
        var receiver = new FunctionSink(async (chunk, over) =>
        {
            taken += chunk.Length;
            stuck.TrySetResult();
            await Task.Delay(Timeout.Infinite, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        });
        var running = new ProcessRunner().Start(UnrulyProgram.Spec("flood") with { GracePeriod = TimeSpan.Zero }, new(receiver, new CountingSink()), TestContext.Current.CancellationToken);
        await stuck.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        running.Stop();
        var result = await running.Completion.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.False(result.OutputIncomplete);
        Assert.Equal(result.StandardOutputLength, taken);
        // What was read and what a pipe holds. A larger one is for readers that keep up.
        Assert.True(taken <= 256 * 1024, $"{taken} bytes");
    }

    [Fact]
    public async Task One_that_is_slow_but_takes_is_waited_for()
    {
        // Longer between two pieces than one that takes nothing is waited for in all.
        var taken = 0L;
        var begun = new TaskCompletionSource();
        var receiver = new FunctionSink(async (chunk, _) =>
        {
            begun.TrySetResult();
            await Task.Delay(100, CancellationToken.None);
            taken += chunk.Length;
            return true;
        });
        var running = new ProcessRunner().Start(UnrulyProgram.Spec("flood") with { GracePeriod = TimeSpan.Zero }, new(receiver, new CountingSink()), TestContext.Current.CancellationToken);
        await begun.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        running.Stop();
        var result = await running.Completion.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.Equal((false, result.StandardOutputLength), (result.OutputIncomplete, taken));
    }

    [Fact]
    public async Task One_that_holds_up_a_program_which_ended_by_itself_is_waited_for_until_somebody_stops_the_run()
    {
        using var receiver = new StuckSink(Stuck.WaitsForEver);
        var log = new EventLog();
        var running = new ProcessRunner { Events = log }.Start(UnrulyProgram.Spec("exit", "0", "--out", "out"), new(receiver, new TextSink()), TestContext.Current.CancellationToken);
        await receiver.IsStuck.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        await log.AwaitAsync(RunEventKind.ProgramExited);
        Assert.False(running.Completion.IsCompleted);
        running.Stop();
        var result = await running.Completion.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.Equal((Outcome.Canceled, true), (result.Outcome, result.OutputIncomplete));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receivers_that_block_or_compute_hold_up_no_other_run(bool inLines)
    {
        var blocking = Enumerable.Range(0, 8).Select(_ => new StuckSink(Stuck.Blocks)).ToList();
        try
        {
            var blocked = blocking.ConvertAll(sink => RunAsync(
                UnrulyProgram.Spec("exit", "0", "--out", "out\n"), new(inLines ? sink.AsLines() : sink, new TextSink())));
            await Task.WhenAll(blocking.Select(static sink => sink.IsStuck)).WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
            for (var run = 0; run < 10; run++)
                Assert.Equal("1\n2\n", (await RunAsync(UnrulyProgram.Spec("numbers", "2"))).StandardOutput);
            Assert.All(blocked, static run => Assert.False(run.IsCompleted));
            blocking.ForEach(static sink => sink.Dispose());
            Assert.All(await Task.WhenAll(blocked), static result => Assert.True(result.Success));
        }
        finally
        {
            blocking.ForEach(static sink => sink.Dispose());
        }
    }

    [Theory]
    [InlineData(RunEventKind.Started)]
    [InlineData(RunEventKind.StopRequested)]
    [InlineData(RunEventKind.Ended)]
    public async Task An_observer_that_blocks_holds_up_no_deadline_and_no_result(RunEventKind when)
    {
        using var observer = new BlockingObserver(when);
        var result = await RunAsync(UnrulyProgram.Spec("hang") with { Timeout = TimeSpan.FromMilliseconds(300), GracePeriod = _grace }, events: observer);
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.True(observer.IsBlocked);
    }

    /// <summary>Takes the first chunk, or the end, and is stuck until it is disposed.</summary>
    private sealed class StuckSink(Stuck how) : StreamSink, IDisposable
    {
        private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<bool> _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsStuck => _stuck.Task;

        public LineSink AsLines() => new LineSink((_, over) => new(WriteAsync(default, over).AsTask()));

        public override async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
        {
            if (how is Stuck.WaitsForEver or Stuck.Blocks or Stuck.WaitsOnItsToken)
                await BeStuckAsync(cancellationToken);
            return true;
        }

        public override async ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
        {
            if (how is Stuck.WaitsForEverAtTheEnd or Stuck.BlocksAtTheEnd)
                await BeStuckAsync(cancellationToken);
            return true;
        }

        public void Dispose() => _letGo.TrySetResult(true);

        private Task<bool> BeStuckAsync(CancellationToken cancellationToken)
        {
            _stuck.TrySetResult();
            if (how is Stuck.Blocks or Stuck.BlocksAtTheEnd)
                ((IAsyncResult)_letGo.Task).AsyncWaitHandle.WaitOne(ThisSystem.Ceiling);
            return how == Stuck.WaitsOnItsToken ? _letGo.Task.WaitAsync(cancellationToken) : _letGo.Task;
        }
    }

    private sealed class BlockingObserver(RunEventKind when) : IProgress<RunEvent>, IDisposable
    {
        private readonly ManualResetEventSlim _gate = new();

        public bool IsBlocked { get; private set; }

        public void Report(RunEvent value)
        {
            if (value.Kind != when)
                return;
            IsBlocked = true;
            _gate.Wait(ThisSystem.Ceiling);
        }

        public void Dispose() => _gate.Set();
    }
}
