using SafeProcess.Core.Tests.Support;
using SafeProcess.Threading;

namespace SafeProcess.Core.Tests.Unit.Threading;

public sealed class OwnThreadsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Work_is_done_however_much_of_it_blocks(bool knownToBlock)
    {
        using var gate = new ManualResetEventSlim();
        using var blocked = new CountdownEvent(20);
        void Block()
        {
            blocked.Signal();
            gate.Wait(ThisSystem.Ceiling);
        }

        for (var index = 0; index < 20; index++)
            OwnThreads.OfRuns.Post(_ => Go(), null);
        void Go()
        {
            if (knownToBlock)
                OwnThreads.RunForeignCode(Block);
            else
                Block();
        }

        Assert.True(blocked.Wait(ThisSystem.Ceiling, TestContext.Current.CancellationToken));
        await OwnThreads.OfRuns.RunAsync(static () => { }).WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        gate.Set();
    }

    [Fact]
    public void Another_thread_is_started_when_all_are_kept_and_none_while_work_goes_on()
    {
        var threads = new OwnThreads("test", checkAfter: Timeout.InfiniteTimeSpan);
        // Not disposed: threads that were let go may still be inside.
        var started = new SemaphoreSlim(0);
        var gate = new SemaphoreSlim(0);
        void AwaitStarted() => Assert.True(started.Wait(ThisSystem.Ceiling, TestContext.Current.CancellationToken));
        for (var index = 0; index < OwnThreads.Usual + 2; index++)
        {
            threads.Post(
                _ =>
                {
                    started.Release();
                    gate.Wait(ThisSystem.Ceiling);
                },
                null);
        }

        for (var index = 0; index < OwnThreads.Usual; index++)
            AwaitStarted();

        threads.Check();
        Assert.Equal(OwnThreads.Usual, threads.Count);

        gate.Release();
        AwaitStarted();
        threads.Check();
        Assert.Equal(OwnThreads.Usual, threads.Count);

        threads.Check();
        Assert.Equal(OwnThreads.Usual + 1, threads.Count);
        AwaitStarted();
        gate.Release(OwnThreads.Usual + 1);
    }

    [Fact]
    public async Task A_failure_is_that_of_its_task()
    {
        var failing = OwnThreads.OfWriters.RunAsync(static () => throw new InvalidDataException("told"));
        Assert.Equal("told", (await Assert.ThrowsAsync<InvalidDataException>(() => failing)).Message);
    }

    [Fact]
    public async Task Code_of_the_runs_goes_on_there_although_what_it_awaits_ends_elsewhere()
    {
        var awaited = new TaskCompletionSource();
        var wentOn = new TaskCompletionSource<(string? Thread, SynchronizationContext? Context)>();
        async Task AwaitAsync()
        {
            await awaited.Task.ConfigureAwait(true);
            wentOn.SetResult((Thread.CurrentThread.Name, SynchronizationContext.Current));
        }

        using (OwnContext.Enter())
            _ = AwaitAsync();
        awaited.SetResult();
        var (thread, context) = await wentOn.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.StartsWith("SafeProcess", thread, StringComparison.Ordinal);
        Assert.IsType<OwnContext>(context);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_tells_its_result_whether_it_comes_before_or_after_somebody_awaits_it(bool before)
    {
        var told = new TaskCompletionSource<int>();
        var source = new OwnTaskSource<int>();
        source.Reset();
        if (before)
            source.SetResult(7);
        source.OnCompleted(result => told.SetResult(before ? 7 : 8), null);
        if (!before)
            source.SetResult(8);
        Assert.Equal(before ? 7 : 8, await told.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken));
        Assert.Equal(before ? 7 : 8, source.GetResult(source.Version));
        Assert.Throws<InvalidOperationException>(() => source.GetResult((short)(source.Version + 1)));
    }
}
