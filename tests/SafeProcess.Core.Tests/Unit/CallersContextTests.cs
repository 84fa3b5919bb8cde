using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Platform;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>Nothing of a run waits for the synchronization context it was started in: its thread may be waiting for the run. And what is not of the run sees
/// nothing of the run's own.</summary>
public sealed class CallersContextTests
{
    private readonly FakeTime _time = new();
    private readonly CallersContext _caller = new();

    [Theory]
    [InlineData(nameof(IProcessTree.WaitUntilGoneAsync), 2)]
    [InlineData(nameof(IProcessTree.FindAsync), 2)]
    [InlineData(nameof(IProcessTree.KillAsync), 0)]
    [InlineData(nameof(IProcessTree.WaitUntilGoneAsync), 0)]
    [InlineData(nameof(IProcessTree.FindAsync), 0)]
    public async Task A_ladder_goes_on_elsewhere(string slow, int grace)
    {
        var tree = new FakeTree(FakeChild.Id);
        tree.OnSignal = member => tree.OnKill(member);
        var child = new FakeChild(tree) { Slow = slow };
        Close(child);
        var run = Start(child, new CountingSink(), TimeSpan.FromSeconds(grace));
        _ = _caller.Call(() => run.LookAsync());
        _caller.Call(() =>
        {
            run.Stop();
            return true;
        });
        await EndAsync(run);
    }

    [Fact]
    public async Task A_drain_that_waits_for_the_program_goes_on_elsewhere()
    {
        var child = new FakeChild();
        var run = Start(child, new CountingSink());
        child.Output.Write("text");
        Close(child);
        child.Exit(code: 0);
        await EndAsync(run);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_drain_that_waits_for_its_sink_goes_on_elsewhere(bool atTheEnd)
    {
        var child = new FakeChild();
        child.Output.Write("text");
        Close(child);
        var sink = new SlowSink(atTheEnd);
        var run = Start(child, sink);
        child.Exit(code: 0);
        Assert.False(run.Completion.IsCompleted);
        sink.Taken.SetResult(true);
        await EndAsync(run);
    }

    [Fact]
    public async Task A_sink_an_observer_and_who_waits_for_the_result_see_no_context_of_the_run()
    {
        var seen = new List<SynchronizationContext?>();
        var sink = new FunctionSink((_, _) =>
        {
            seen.Add(SynchronizationContext.Current);
            return new(true);
        });
        var run = new ProcessRunner { Events = new Watching(seen) }.Start(UnrulyProgram.Spec("numbers", "2"), new(sink, new CountingSink()), TestContext.Current.CancellationToken);
        await run.Completion.ContinueWith(
            _ => seen.Add(SynchronizationContext.Current), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Assert.True(seen.Count >= 4);
        Assert.All(seen, Assert.Null);
    }

    private static void Close(FakeChild child)
    {
        child.Output.Close();
        child.Error.Close();
    }

    private ProcessRun Start(FakeChild child, StreamSink sink, TimeSpan grace = default) => _caller.Call(() => ProcessRun.Start(
        new ProcessSpec("fake") { GracePeriod = grace }, new(sink, new CountingSink()), child, _time, null, TestContext.Current.CancellationToken));

    private async Task EndAsync(ProcessRun run)
    {
        await _time.AdvanceUntilAsync(run.Completion, TimeSpan.FromHours(1));
        Assert.False((await run.Completion).OutputIncomplete);
        Assert.Equal(0, _caller.Posts);
    }

    private sealed class Watching(List<SynchronizationContext?> seen) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => seen.Add(SynchronizationContext.Current);
    }

    private sealed class SlowSink(bool atTheEnd) : StreamSink
    {
        public TaskCompletionSource<bool> Taken { get; } = new();

        public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => atTheEnd ? new(true) : new(Taken.Task);

        public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => atTheEnd ? new(Taken.Task) : new(true);
    }
}
