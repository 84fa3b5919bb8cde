using System.Diagnostics;
using System.Text.Json;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>A host that runs a program as a test says, perhaps many times, and reports each run and what is left of them.</summary>
internal static class RunsHost
{
    /// <summary>What to do; goes to the host as its only argument.</summary>
    public sealed record Plan(string FilePath, params string[] ArgumentList)
    {
        public int? CpuMilliseconds { get; init; }

        public int? OpenFiles { get; init; }

        public int? Processes { get; init; }

        public long? Memory { get; init; }

        public int? TimeoutMilliseconds { get; init; }

        /// <summary>The run is canceled when the program has written this.</summary>
        public string? CancelAt { get; init; }

        public OrphanPolicy OrphanPolicy { get; init; }

        public Containment? Containment { get; init; }

        /// <summary>The program whose output it reads.</summary>
        public Plan? From { get; init; }

        public int Times { get; init; } = 1;

        public override string ToString() => JsonSerializer.Serialize(this);
    }

    /// <summary>What the host saw.</summary>
    public sealed record Report(
        IReadOnlyList<Run> Runs, IReadOnlyList<string> GroupsLeft, IReadOnlyList<string> GatesLeft, int MembersLeft, int ChildrenLeft,
        IReadOnlyList<string> DescriptorsMore, int ThreadsMore);

    /// <summary>One run.</summary>
    public sealed record Run(
        string Outcome, string? Limit, string? Containment, int? ExitCode, string? Signal, int Orphans, int Diagnosed, double CpuMilliseconds,
        long? Peak, double Milliseconds, string? Output);

    public static Report Parse(string output) => JsonSerializer.Deserialize<Report>(output)!;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var plan = JsonSerializer.Deserialize<Plan>(arguments[0])!;
        var spec = new ProcessSpec(plan.FilePath, plan.ArgumentList)
        {
            CpuTimeLimit = Time(plan.CpuMilliseconds),
            OpenFileLimit = plan.OpenFiles,
            ProcessLimit = plan.Processes,
            MemoryLimit = plan.Memory,
            Timeout = Time(plan.TimeoutMilliseconds),
            GracePeriod = TimeSpan.FromMilliseconds(200),
            OrphanPolicy = plan.OrphanPolicy,
            Containment = plan.Containment,
            PipedFrom = plan.From is { } from ? new(from.FilePath, from.ArgumentList) : null,
        };
        var runs = new List<Run>();
        // What is made once for all stays.
        for (var warm = 0; warm < 3 && plan.Times > 1; warm++)
            await OnceAsync(spec, plan.CancelAt);
        var (descriptors, threads) = (Descriptors(), HostResources.Threads());
        for (var time = 0; time < plan.Times; time++)
            runs.Add(await OnceAsync(spec, plan.CancelAt));
        var gates = HostResources.DescriptorsOf(Environment.ProcessId).Values.Where(target => target.Contains("safeprocess-gate", StringComparison.Ordinal)).ToList();
        var groups = GroupsBelowOwn();
        Console.WriteLine(JsonSerializer.Serialize(new Report(
            runs, groups, gates, groups.Sum(group => File.ReadAllLines($"{group}/cgroup.procs").Length), ProcessTable.OwnChildren().Count,
            [.. Descriptors().Except(descriptors)], HostResources.Threads() - threads)));
        return 0;
    }

    /// <summary>Number and kind of the open descriptors, without the assemblies that the runtime opens when it needs them.</summary>
    private static IReadOnlyList<string> Descriptors() =>
        [.. HostResources.Descriptors().Select(descriptor => $"{descriptor} {new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget}")
            .Where(kind => !kind.EndsWith(".dll", StringComparison.Ordinal))];

    private static string[] GroupsBelowOwn() =>
        SafeProcess.Platform.Linux.ControlGroups.OwnGroup.Find(controller: null) is { } own ? Directory.GetDirectories(own.Directory) : [];

    private static async Task<Run> OnceAsync(ProcessSpec spec, string? cancelAt)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            using var cancel = new CancellationTokenSource();
            var text = new TextSink();
            var output = new FunctionSink(async (bytes, token) =>
            {
                var more = await text.WriteAsync(bytes, token);
                if (cancelAt is not null && text.Text.Contains(cancelAt, StringComparison.Ordinal))
                    await cancel.CancelAsync();
                return more;
            });
            var result = await new ProcessRunner().RunAsync(spec, new(output, new TextSink()), cancel.Token);
            return new(
                result.Outcome.ToString(), result.ExceededLimit?.ToString(), result.Containment.ToString(), result.ExitCode, result.Signal, result.Orphans.Count,
                result.Diagnosis.Count, result.ProcessorTime.TotalMilliseconds, result.PeakWorkingSet, Stopwatch.GetElapsedTime(begun).TotalMilliseconds,
                text.Text + result.StandardError);
        }
        catch (StartException failure)
        {
            return new(failure.Failure.ToString(), null, null, null, null, 0, 0, 0, null, 0, failure.Message);
        }
    }

    private static TimeSpan? Time(int? milliseconds) => milliseconds is { } value ? TimeSpan.FromMilliseconds(value) : null;
}
