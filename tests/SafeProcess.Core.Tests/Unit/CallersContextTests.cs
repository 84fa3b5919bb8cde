using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Platform;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>Nothing of a run waits for the synchronization context it was started in: its thread may be waiting for the run.</summary>
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
        var tree = new FakeTree(10);
        tree.OnSignal = tree.End;
        var ladder = new StopLadder(new SlowTree(tree, slow), _time, (_, _) => { });
        Assert.Empty(await _caller.Call(() => ladder.DescendAsync(tree.Alive, StopSignal.SIGTERM, TimeSpan.FromSeconds(grace))));
        Assert.Equal(0, _caller.Posts);
    }

    [Fact]
    public async Task A_drain_that_waits_for_the_program_goes_on_elsewhere()
    {
        var pipe = new FakeOutput();
        var draining = Drain(pipe, new CountingSink());
        pipe.Write("text");
        pipe.Close();
        await draining;
        Assert.Equal(0, _caller.Posts);
    }

    [Fact]
    public async Task A_drain_that_waits_for_its_sink_goes_on_elsewhere()
    {
        var pipe = new FakeOutput();
        pipe.Write("text");
        pipe.Close();
        var taken = new TaskCompletionSource<bool>();
        var draining = Drain(pipe, new FunctionSink((_, _) => new(taken.Task)));
        Assert.False(draining.IsCompleted);
        taken.SetResult(true);
        await draining;
        Assert.Equal(0, _caller.Posts);
    }

    [Fact]
    public async Task A_drain_that_waits_for_the_end_of_its_sink_goes_on_elsewhere()
    {
        var pipe = new FakeOutput();
        pipe.Close();
        var sink = new SlowEnd();
        var draining = Drain(pipe, sink);
        Assert.False(draining.IsCompleted);
        sink.Taken.SetResult(true);
        await draining;
        Assert.Equal(0, _caller.Posts);
    }

    private Task Drain(FakeOutput pipe, StreamSink sink) =>
        _caller.Call(() => new Drain(pipe, sink, new Activity(_time), _ => { }, CancellationToken.None).RunAsync());

    private sealed class SlowEnd : StreamSink
    {
        public TaskCompletionSource<bool> Taken { get; } = new();

        public override ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => new(true);

        public override ValueTask<bool> CompleteAsync(CancellationToken cancellationToken) => new(Taken.Task);
    }
}
