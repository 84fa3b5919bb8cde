using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>Trees as the traits of their processes, the program first.</summary>
internal static class Trees
{
    public static TheoryData<string[]> All { get; } = new(
        ["plain"],
        ["ignore"],
        ["plain", "plain", "plain", "plain"],
        ["plain", "ignore", "plain", "ignore"],
        ["plain", "plain", "detached"],
        ["plain", "plain", "setsid,detached"],
        ["plain", "plain", "setsid,detached,ignore"],
        ["plain", "plain", "setsid,bare"],
        ["plain", "plain", "setsid,bare,ignore"],
        ["plain", "plain", "setsid,detached,bare"],
        ["plain", "plain", "setsid,detached,bare", "setsid,detached,bare,ignore"],
        ["plain", "detached", "setsid,detached", "setsid"],
        ["plain", "respawn"],
        ["plain", "setsid,detached,respawn"]);

    public static TimeSpan ShortGrace { get; } = TimeSpan.FromMilliseconds(300);
}

/// <summary>Promise 3: a deadline ends the whole tree, whatever it does to stay.</summary>
public sealed class TreeTimeoutTests
{
    [Theory]
    [MemberData(nameof(Trees.All), MemberType = typeof(Trees))]
    public async Task After_a_timeout_nothing_of_the_tree_is_left_and_what_it_wrote_is_kept(string[] traits)
    {
        // A busy machine may need longer than the timeout until the tree stands: then it is tried again with more time.
        for (var timeout = TimeSpan.FromSeconds(1); ; timeout *= 4)
        {
            using var tree = new Tree();
            var spec = tree.Mark(UnrulyProgram.Spec(["tree", .. traits])) with { Timeout = timeout, GracePeriod = Trees.ShortGrace };
            var ready = tree.Line("ready");
            var stood = new StoodAtDeadline(ready);
            var result = await RunAsync(spec, tree.Sink, stood);
            Assert.Equal((Outcome.TimedOut, true, false, (int?)null), (result.Outcome, result.TimedOut, result.Success, result.ExitCode));
            if (tree.Ids.Count > 0)
                tree.AssertGone();
            if (!stood.IsTrue && timeout < TimeSpan.FromSeconds(20))
                continue;

            Assert.Contains("ready\n", result.StandardOutput!, StringComparison.Ordinal);
            Assert.All(traits, trait => Assert.Contains($" {trait}\n", result.StandardOutput, StringComparison.Ordinal));
            Assert.Equal(traits.Length, result.Diagnosis.Count);
            Assert.Equal(result.ProcessId, result.Diagnosis[0].Id);
            Assert.All(result.Diagnosis, member => Assert.Contains(member.Id, tree.Ids));
            Assert.All(result.Diagnosis, member => Assert.Equal("unruly", member.Name));
            Assert.Empty(result.Orphans);
            return;
        }
    }
}

/// <summary>Tells whether the tree was ready when its deadline passed: one that became so later is not whole in the diagnosis.</summary>
internal sealed class StoodAtDeadline(Task ready) : IProgress<RunEvent>
{
    public bool IsTrue { get; private set; }

    public void Report(RunEvent value)
    {
        if (value.Kind == RunEventKind.StopRequested)
            IsTrue = ready.IsCompletedSuccessfully;
    }
}

/// <summary>Promise 4: so does a cancel.</summary>
public sealed class TreeCancelTests
{
    [Theory]
    [MemberData(nameof(Trees.All), MemberType = typeof(Trees))]
    public async Task After_a_cancel_nothing_of_the_tree_is_left_and_what_it_wrote_is_kept(string[] traits)
    {
        using var tree = new Tree();
        using var cancel = new CancellationTokenSource();
        var spec = tree.Mark(UnrulyProgram.Spec(["tree", .. traits])) with { GracePeriod = Trees.ShortGrace };
        var running = RunAsync(spec, tree.Sink, cancellation: cancel.Token);
        await tree.Line("ready");
        await cancel.CancelAsync();
        var result = await running;
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.Contains("ready\n", result.StandardOutput, StringComparison.Ordinal);
        tree.AssertGone();
    }
}
