using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

[Trait("Category", "Long")]
public sealed partial class ScarcityTests
{
    [Fact]
    public async Task A_run_that_ends_takes_the_runs_inside_it_with_it()
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var spec = tree.Mark(HostProgram.Spec("nested", "tree", "plain", "setsid,detached")) with { GracePeriod = TimeSpan.FromMilliseconds(300) };
        var running = RunAsync(spec, tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        Assert.Equal(3, tree.Ids.Count);
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
        tree.AssertGone();
    }
}
