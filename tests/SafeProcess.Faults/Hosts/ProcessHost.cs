using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults.Hosts;

/// <summary>A host whose user can have no more processes while a tree of its runs. Writes what became of each start.</summary>
internal static class ProcessHost
{
    public static async Task<int> MainAsync()
    {
        await DescriptorLimit.PrepareAsync();
        // Written at the end: the first line on the console needs a thread.
        var seen = new List<string>();
        for (var round = 0; round < Options.Rounds(3); round++)
        {
            var promises = await Promises.BeginAsync();
            var ready = new LineWait("ready");
            using var cancel = new CancellationTokenSource();
            var spec = promises.Mark(new ProcessSpec("sh", "-c", "setsid sleep 61 & trap '' TERM; setsid sh -c 'echo ready; sleep 61' & sleep 61")
            {
                GracePeriod = TimeSpan.FromMilliseconds(100),
            });
            var running = RunAsync(spec, new(ready.Sink, new CountingSink()), cancellation: cancel.Token);
            await ready.Line;

            Native.GetLimit(Native.RLIMIT_NPROC, out var usual);
            Native.SetLimit(Native.RLIMIT_NPROC, usual with { Current = 0 });
            for (var start = 0; start < 10; start++)
                seen.Add(await StartAsync(promises));
            await cancel.CancelAsync();
            var result = await running;
            Native.SetLimit(Native.RLIMIT_NPROC, usual);

            seen.Add($"the tree: {result.Outcome}");
            await promises.HoldAsync();
        }

        Console.WriteLine(string.Join('\n', seen));
        return 0;
    }

    private static async Task<string> StartAsync(Promises promises)
    {
        try
        {
            return $"{await RunAsync(promises.Mark(new ProcessSpec("cat") { Input = ProcessInput.FromText("x") }))}";
        }
        catch (StartException failure)
        {
            return $"{failure.Failure}";
        }
    }
}
