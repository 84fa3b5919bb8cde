using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What callers may do without spoiling it for other runs.</summary>
public sealed class CallerTests
{
    [Theory]
    [InlineData(RunEventKind.Started, true)]
    [InlineData(RunEventKind.ProgramExited, true)]
    [InlineData(RunEventKind.OrphansFound, true)]
    [InlineData(RunEventKind.StopRequested, false)]
    [InlineData(RunEventKind.Ended, false)]
    public async Task An_observer_that_throws_ends_the_run_and_nothing_is_left(RunEventKind when, bool ends)
    {
        using var tree = new Tree();
        var observer = new ThrowingObserver(when);
        var spec = tree.Mark(UnrulyProgram.Spec("orphan", "0", "plain")) with { OrphanPolicy = OrphanPolicy.Wait, GracePeriod = TimeSpan.Zero };
        using var stop = new CancellationTokenSource();
        var running = RunAsync(spec, tree.Sink, observer, stop.Token);
        if (when is RunEventKind.StopRequested or RunEventKind.Ended)
        {
            await tree.Line("ready");
            await stop.CancelAsync();
        }

        if (ends)
            Assert.IsType<DivideByZeroException>((await Assert.ThrowsAsync<ProcessFailedException>(() => running)).InnerException);
        else
            Assert.Equal(Outcome.Canceled, (await running).Outcome);
        Assert.True(observer.HasThrown);
        Assert.Empty(tree.Alive());
    }

    private sealed class ThrowingObserver(RunEventKind when) : IProgress<RunEvent>
    {
        public bool HasThrown { get; private set; }

        public void Report(RunEvent value)
        {
            if (value.Kind != when)
                return;
            HasThrown = true;
            throw new DivideByZeroException();
        }
    }

    [Fact]
    public async Task A_caller_that_blocks_right_after_its_run_holds_up_no_other_run()
    {
        using var gate = new ManualResetEventSlim();
        // The programs end only once all are awaited: to await a run that has ended already is to block on this very thread.
        var allAwaited = new TaskCompletionSource();
        async IAsyncEnumerable<ReadOnlyMemory<byte>> EndOnceAllAreAwaitedAsync()
        {
            await allAwaited.Task;
            yield break;
        }

        async Task BlockAfterwardsAsync()
        {
            var spec = UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromChunks(EndOnceAllAreAwaitedAsync()) };
            await new ProcessRunner().RunAsync(spec, cancellationToken: TestContext.Current.CancellationToken).ConfigureAwait(false);
            gate.Wait(ThisSystem.Ceiling);
        }

        var blocked = Enumerable.Range(0, 8).Select(_ => BlockAfterwardsAsync()).ToList();
        allAwaited.SetResult();
        for (var i = 0; i < 10; i++)
            Assert.Equal("1\n2\n", (await RunAsync(UnrulyProgram.Spec("numbers", "2"))).StandardOutput);
        Assert.All(blocked, task => Assert.False(task.IsCompleted));
        gate.Set();
        await Task.WhenAll(blocked);
    }

    [Fact]
    public async Task A_caller_may_start_a_run_from_a_sink()
    {
        string? inner = null;
        var sink = new FunctionSink(async (_, token) =>
        {
            inner ??= (await RunAsync(UnrulyProgram.Spec("numbers", "1"), cancellation: token)).StandardOutput;
            return true;
        });
        Assert.True((await RunAsync(UnrulyProgram.Spec("numbers", "3"), new(sink, new TextSink()))).Success);
        Assert.Equal("1\n", inner);
    }

    [Fact]
    public async Task A_caller_with_a_synchronization_context_may_wait_blocking()
    {
        var done = new TaskCompletionSource<string?>();
        var thread = new Thread(() =>
        {
            // A context that nobody pumps: any continuation posted to it would never run.
            SynchronizationContext.SetSynchronizationContext(new DeadContext());
            done.SetResult(new ProcessRunner().RunAsync(UnrulyProgram.Spec("echo") with { Input = ProcessInput.FromText("in") }).GetAwaiter().GetResult().StandardOutput);
        })
        {
            IsBackground = true,
        };
        thread.Start();
        Assert.Equal("in", await done.Task.WaitAsync(ThisSystem.Ceiling / 3, TestContext.Current.CancellationToken));
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
