using System.Diagnostics;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>Hosts that cannot do all that a host usually can. Each writes what it saw on standard output.</summary>
internal static class LimitedHosts
{
    private const int Rounds = 10;

    private static readonly ProcessRunner _runner = new();

    /// <summary>A host whose first start finds only so many free descriptors, then has enough, and so on.</summary>
    public static async Task<int> FewDescriptorsAsync(int free)
    {
        await DescriptorLimit.PrepareAsync();
        return await AlternateAsync(Native.RLIMIT_NOFILE, () => (ulong)DescriptorLimit.For(free));
    }

    /// <summary>A host whose user can have no more processes, then can again, and so on.</summary>
    public static Task<int> NoProcessesAsync() => AlternateAsync(Native.RLIMIT_NPROC, () => 0);

    /// <summary>A host that gives a program a priority.</summary>
    public static async Task<int> PriorityAsync(string priority)
    {
        try
        {
            Console.WriteLine(await _runner.RunAsync(new("true") { Priority = Enum.Parse<ProcessPriorityClass>(priority) }));
        }
        catch (StartException failure)
        {
            Console.WriteLine($"StartFailure: {failure.Failure} {failure.Message}");
        }

        return 0;
    }

    public static async Task<int> StartAsync(string program, string? directory)
    {
        Console.WriteLine(await OutcomeAsync(new(program) { WorkingDirectory = directory }));
        return 0;
    }

    /// <summary>A host whose current directory has been removed.</summary>
    public static async Task<int> LostDirectoryAsync()
    {
        var lost = Directory.CreateTempSubdirectory("safeprocess-lost-");
        Directory.SetCurrentDirectory(lost.FullName);
        lost.Delete();
        Console.WriteLine(await OutcomeAsync(new("/bin/true")));
        Console.WriteLine(await OutcomeAsync(new("/bin/true") { WorkingDirectory = "/" }));
        // What is relative leads nowhere from there.
        Console.WriteLine(await OutcomeAsync(new("./true") { WorkingDirectory = "/" }));
        Console.WriteLine(await OutcomeAsync(new("../true") { WorkingDirectory = "/" }));
        Console.WriteLine(await OutcomeAsync(new("/bin/true") { WorkingDirectory = "bin" }));
        var path = new Dictionary<string, string?> { ["PATH"] = "bin:../bin:/bin" };
        Console.WriteLine(await OutcomeAsync(new("true") { WorkingDirectory = "/", Environment = path }));
        Console.WriteLine(await OutcomeAsync(new("no-such-program") { WorkingDirectory = "/", Environment = path }));
        try
        {
            ProcessInput.FromFile("file");
        }
        catch (ArgumentException failure)
        {
            Console.WriteLine(failure.ParamName);
        }

        return 0;
    }

    /// <summary>A host that hands on the output of a program byte for byte.</summary>
    public static async Task<int> PassAsync(string[] command)
    {
        await using var output = new CopySink(Console.OpenStandardOutput());
        await _runner.RunAsync(new(command[0], command[1..]), new(output, new CountingSink()));
        return 0;
    }

    /// <summary>A host that was started with its standard streams closed; what it saw goes to a file.</summary>
    public static async Task<int> ClosedStreamsAsync(string file)
    {
        var result = await _runner.RunAsync(new("sh", "-c", "cat; echo out; echo err >&2") { Input = ProcessInput.FromText("in\n") });
        await File.WriteAllTextAsync(file, $"{result.Outcome} {result.StandardOutput}{result.StandardError}");
        return 0;
    }

    /// <summary>A host that holds little memory.</summary>
    public static async Task<int> PeakAsync(string[] command)
    {
        Console.WriteLine((await _runner.RunAsync(new(command[0], command[1..]))).PeakWorkingSet);
        return 0;
    }

    /// <summary>A host that may not end all of its tree: cancels the run at the first byte of output and tells what it had to leave.</summary>
    public static async Task<int> LeftAsync(string[] command)
    {
        using var cancel = new CancellationTokenSource();
        var output = new LineSink((_, _) => new ValueTask(cancel.CancelAsync()));
        var spec = new ProcessSpec(command[0], command[1..]) { GracePeriod = TimeSpan.FromMilliseconds(100) };
        var result = await _runner.RunAsync(spec, new(output, new CountingSink()), cancel.Token);
        Console.WriteLine($"{result.Outcome} left {string.Join(", ", result.Orphans)}".TrimEnd());
        if (result.Survivors.Count > 0)
            Console.WriteLine($"{string.Join(", ", result.Survivors)}: {result}");
        return 0;
    }

    private static async Task<int> AlternateAsync(int resource, Func<ulong> few)
    {
        await OutcomeAsync(new("unruly-never-installed-anywhere"));
        var seen = new List<string>();
        var descriptors = 0;
        for (var round = 0; round < Rounds; round++)
        {
            Native.GetLimit(resource, out var usual);
            Native.SetLimit(resource, usual with { Current = few() });
            var limited = await OutcomeAsync(new("/bin/true"));
            Native.SetLimit(resource, usual);
            seen.Add($"limited: {limited}; then: {await OutcomeAsync(new("/bin/true"))}");
            if (round == 1)
                descriptors = await DescriptorsAsync();
        }

        seen.Add($"children: {ProcessTable.OwnChildren().Count}; descriptors more: {await MoreDescriptorsAsync(descriptors)}");
        Console.WriteLine(string.Join('\n', seen));
        return 0;
    }

    /// <summary>How many there are more, and stay: the runtime opens files of its own for a moment, and a thread closes what it has just used.</summary>
    private static async Task<int> MoreDescriptorsAsync(int before)
    {
        for (var tries = 0; ; tries++)
        {
            var more = await DescriptorsAsync() - before;
            if (more <= 0 || tries == 100)
                return Math.Max(more, 0);
            await Task.Delay(20);
        }
    }

    /// <summary>How many descriptors there are once the guardian stands, which has some. One that found no descriptors or gave way to a program is
    /// started by a run that comes a second later, whichever that is.</summary>
    private static async Task<int> DescriptorsAsync()
    {
        while (ProcessTable.GuardianOf(Environment.ProcessId) is null)
        {
            await Task.Delay(20);
            await OutcomeAsync(new("/bin/true"));
        }

        return HostResources.DescriptorKinds().Values.Sum();
    }

    private static async Task<string> OutcomeAsync(ProcessSpec spec)
    {
        try
        {
            var result = await _runner.RunAsync(spec);
            return $"{result.Outcome} {result.ExitCode}";
        }
        catch (StartException failure)
        {
            return failure.Failure.ToString();
        }
        catch (Exception failure)
        {
            return $"{failure.GetType().Name} {failure.Message}".ReplaceLineEndings(" ");
        }
    }
}
