using System.Diagnostics;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Launch;
using SafeProcess.Platform.Linux.Tree;
using ProcessTable = SafeProcess.Core.Tests.Support.ProcessTable;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>A host that waits for a processor, or for the collection of its garbage, right after it has started a program.</summary>
public sealed class LateMarkTests
{
    [Theory]
    [InlineData("sh -c \"$0\" & wait", 0)]
    [InlineData("setsid -w sh -c \"$0\" & wait", 0)]
    [InlineData("sh -c 'sh -c \"$0\" & wait' \"$0\" & wait", 0)]
    [InlineData("sh -c 'sh -c \"$0\" & wait' \"$0\" & wait", 1000)]
    public async Task What_a_program_has_started_before_it_had_its_mark_passes_the_mark_on(string program, int others)
    {
        using var tree = new Tree();
        using var folder = new TempFolder();
        // Its arguments are all that tells it from other sleepers.
        var seconds = $"1000.{Random.Shared.Next():D10}";
        // Waits for the mark, and then starts what has nothing else of the tree: no environment, no parent, no session.
        var child = $"until [ -e {folder.File("marked")} ]; do sleep 0.01; done; setsid -f env -i /bin/sleep {seconds}; echo ready; sleep 1000";
        var launcher = new LinuxLauncher(beforeMark: root =>
        {
            WaitForDescendants(root);
            Others(others);
        });
        var spec = tree.Mark(new("sh", "-c", program, child)) with { GracePeriod = Trees.ShortGrace };
        var run = ProcessRun.Start(spec, tree.Sink, launcher, TimeProvider.System, null, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("marked"), "", TestContext.Current.CancellationToken);
        await tree.Line("ready");
        run.Stop();
        var result = await run.Completion;

        var left = ProcessTable.All().Where(entry => ProcessTable.CommandLineOf(entry.Id).StartsWith($"/bin/sleep\0{seconds}\0", StringComparison.Ordinal)).ToList();
        foreach (var one in left)
            Processes.Kill(one.Id);
        Assert.Equal(Outcome.Canceled, result.Outcome);
        Assert.Empty(left);
    }

    /// <summary>Until a process that waits for the mark is there.</summary>
    private static void WaitForDescendants(int root) =>
        SpinWait.SpinUntil(() => Descendants(root).Any(id => ProcessTable.Find(id)?.Name == "sleep"), ThisSystem.Ceiling);

    /// <summary>Processes of others that come and go meanwhile.</summary>
    private static void Others(int count)
    {
        using var others = Process.Start("sh", ["-c", $"i=0; while [ $i -lt {count} ]; do (:); i=$((i+1)); done"]);
        others.WaitForExit();
    }

    private static IEnumerable<int> Descendants(int root) =>
        ProcessTable.All().Where(entry => entry.ParentId == root).SelectMany(entry => Descendants(entry.Id).Prepend(entry.Id));
}
