using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Telemetry;

/// <summary>What is measured of runs.</summary>
[Collection(Alone.Name)]
public sealed class MeasureTests : IDisposable
{
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(200);
    private static readonly string _name = $"process.executable.name={Path.GetFileName(UnrulyProgram.FilePath)}";

    private readonly Exported _exported = new();

    public void Dispose() => _exported.Dispose();

    [Fact]
    public async Task Runs_are_counted_by_how_they_ended()
    {
        await RunAsync(UnrulyProgram.Spec("exit", "0"));
        await RunAsync(UnrulyProgram.Spec("exit", "0"));
        await RunAsync(UnrulyProgram.Spec("exit", "3"));
        await RunAsync(UnrulyProgram.Spec("hang") with { Timeout = TimeSpan.FromMilliseconds(300), GracePeriod = _grace });
        await FailsToStartAsync(new("no-such-program-at-all"));
        _exported.All(5);
        Assert.Equal(
            [
                $"1 error.type=CommandNotFound process.executable.name=no-such-program-at-all safeprocess.outcome=NotStarted",
                $"1 error.type=NonZeroExit {_name} safeprocess.outcome=Exited",
                $"1 error.type=TimedOut {_name} safeprocess.outcome=TimedOut",
                $"2 {_name} safeprocess.outcome=Exited",
            ],
            _exported.Measured("safeprocess.run.duration").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task None_goes_on_once_all_have_ended()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(static _ => RunAsync(UnrulyProgram.Spec("exit", "0"))));
        _exported.All(4);
        Assert.Equal([$"0 {_name}"], _exported.Measured("safeprocess.active_runs"));
    }

    [Fact]
    public async Task One_that_goes_on_is_counted()
    {
        using var tree = new Tree();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(tree.Mark(UnrulyProgram.Spec("tree", "plain")) with { GracePeriod = _grace }, tree.Sink, cancellation: stop.Token);
        await tree.Line("ready");
        SafeProcess.Tests.Harness.Eventually.True(() => _exported.Measured("safeprocess.active_runs").Contains($"1 {_name}"), "a run is counted");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Bytes_of_both_streams_are_counted_kept_or_not()
    {
        await RunAsync(UnrulyProgram.Spec("write", "70000"), new(new CountingSink(), new CountingSink()));
        await RunAsync(UnrulyProgram.Spec("exit", "0", "--out", "12", "--err", "123"));
        _exported.All(2);
        Assert.Equal(
            [$"3 {_name} safeprocess.stream=stderr", $"70002 {_name} safeprocess.stream=stdout"], _exported.Measured("safeprocess.stream.io").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Orphans_and_the_steps_of_the_ladder_are_counted()
    {
        using var tree = new Tree();
        await RunAsync(tree.Mark(UnrulyProgram.Spec("orphan", "0", "ignore")) with { GracePeriod = _grace }, tree.Sink);
        tree.AssertGone();
        _exported.Single();
        Assert.Equal([$"1 {_name} safeprocess.orphan.policy=Stop"], _exported.Measured("safeprocess.orphans"));
        Assert.Superset(
            new HashSet<string>(
                new[] { "program_exited", "orphans_found", "stop_signal_sent", "kill_sent", "tree_ended" }.Select(static step => $"1 {_name} safeprocess.step={step}")),
            _exported.Measured("safeprocess.steps").ToHashSet());
    }

    [Fact]
    public async Task A_receiver_that_was_given_up_is_counted()
    {
        var never = new TaskCompletionSource<bool>();
        await RunAsync(
            UnrulyProgram.Spec("hang", "--out", "out") with { Timeout = TimeSpan.FromMilliseconds(500), GracePeriod = TimeSpan.Zero },
            new(new FunctionSink((_, _) => new(never.Task)), new CountingSink()));
        Assert.Equal(true, _exported.Single().GetTagItem("safeprocess.output_incomplete"));
        Assert.Contains($"1 {_name} safeprocess.step=receiver_given_up", _exported.Measured("safeprocess.steps"));
    }
}
