using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>Hosts that start programs while they have no descriptors, or too few. Hosts of their own, since .NET ends a process that needs a thread at such a
/// moment: one that does nothing else needs none.</summary>
internal static class StarvedHosts
{
    private const int Times = 100;

    private static readonly ProcessRunner _runner = new();

    /// <summary>Starts a program again and again. Writes a line for each number of free descriptors: the number, what became of the starts, what became
    /// of one with enough of them, and what was left of all.</summary>
    public static async Task<int> LevelAsync(int mostFree)
    {
        await PrepareAsync(new("true"));
        for (var free = 0; free <= mostFree; free++)
        {
            var seen = new HashSet<string>();
            async Task OnceAsync() => seen.Add((await StartAsync(free, new("true") { Input = ProcessInput.FromText("x") })).Outcome);
            // What is made once for all stays: it is made now.
            await OnceAsync();
            await OnceAsync();
            var (descriptors, children) = (HostResources.DescriptorKinds(), ProcessTable.OwnChildIds());
            for (var time = 0; time < Times; time++)
                await OnceAsync();
            string[] left = [.. await HostResources.MoreDescriptorsAsync(descriptors), .. ProcessTable.OwnChildIds().Except(children).Select(child => $"child {child}")];
            Console.WriteLine($"{free}\t{string.Join(", ", seen)}\t{(await _runner.RunAsync(new("true"))).Outcome}\t{string.Join(", ", left)}");
        }

        return 0;
    }

    /// <summary>Starts a program with a limit, which makes a file. Writes a line for each number of free descriptors: the number, what became of the start,
    /// whether the file is there, and what the program wrote.</summary>
    public static async Task<int> LimitedAsync(int mostFree, string mark)
    {
        await PrepareAsync(new("true") { OpenFileLimit = 50 });
        for (var free = 0; free <= mostFree; free++)
        {
            var (outcome, output) = await StartAsync(free, new("sh", "-c", "ulimit -n; : > \"$0\"", mark) { OpenFileLimit = 50 });
            Console.WriteLine($"{free}\t{outcome}\t{File.Exists(mark)}\t{output}");
            File.Delete(mark);
        }

        Console.WriteLine(string.Join('\n', HostResources.DescriptorsOf(Environment.ProcessId).Values));
        return 0;
    }

    private static async Task PrepareAsync(ProcessSpec spec)
    {
        await DescriptorLimit.PrepareAsync();
        await _runner.RunAsync(spec);
    }

    private static async Task<(string Outcome, string Output)> StartAsync(int free, ProcessSpec spec)
    {
        try
        {
            Task<ProcessResult> running;
            using (new DescriptorLimit(free))
                running = _runner.RunAsync(spec);
            var result = await running;
            return ($"{result.Outcome}", result.StandardOutput!.TrimEnd('\n'));
        }
        catch (StartException failure)
        {
            return ($"{failure.Failure}", string.Empty);
        }
    }
}
