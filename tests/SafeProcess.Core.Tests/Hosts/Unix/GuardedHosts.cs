using System.Globalization;
using System.Text.Json;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Launch;
using SafeProcess.Platform.Linux.Tree;
using ProcessTable = SafeProcess.Core.Tests.Support.ProcessTable;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>What a guarded host is to run.</summary>
/// <param name="Program">Name or path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Grace">Milliseconds.</param>
/// <param name="Signal">The stop signal.</param>
/// <param name="Orphans">What becomes of orphans.</param>
/// <param name="From">The program whose output it reads; of that one nothing but program and arguments count.</param>
/// <param name="Containment">What must hold the tree.</param>
internal sealed record GuardedRun(
    string Program, string[] Arguments, int Grace = 300, StopSignal Signal = StopSignal.SIGTERM, OrphanPolicy Orphans = OrphanPolicy.Stop, GuardedRun? From = null,
    Containment? Containment = null)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public ProcessSpec Spec => new(Program, Arguments)
    {
        GracePeriod = TimeSpan.FromMilliseconds(Grace), StopSignal = Signal, OrphanPolicy = Orphans, PipedFrom = From?.Piped, Containment = Containment,
    };

    private ProcessSpec Piped => new(Program, Arguments) { PipedFrom = From?.Piped };

    public static GuardedRun Unruly(params string[] arguments) => new(UnrulyProgram.FilePath, arguments);

    public static GuardedRun Script(string script) => new("sh", ["-c", script]);
}

/// <summary>Hosts that are watched by a guardian, and mostly killed in the end.</summary>
internal static class GuardedHosts
{
    /// <summary>Runs programs at once or one after another; what they write, and that there is no guardian, is written on standard output.</summary>
    /// <param name="arguments">The guardian's shell and PATH (empty for the usual ones), how many runs at once, the runs.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var guardian = arguments[0].Length > 0 ? new Guardian(arguments[0], arguments[1]) : null;
        var launcher = new LinuxLauncher(guardian: guardian);
        var options = new ParallelOptions { MaxDegreeOfParallelism = int.Parse(arguments[2], CultureInfo.InvariantCulture) };
        await Parallel.ForEachAsync(arguments[3..].Select(text => JsonSerializer.Deserialize<GuardedRun>(text)!), options, async (run, cancellation) =>
        {
            await using var output = new CopySink(Console.OpenStandardOutput());
            try
            {
                await ProcessRun.Start(run.Spec, new(output, new CountingSink()), launcher, TimeProvider.System, new TellUnguarded(), cancellation).Completion;
            }
            catch (StartException)
            {
            }
        });
        return 0;
    }

    /// <summary>A host whose user can have one process more than there are, so that the guardian or the program finds none.</summary>
    public static async Task<int> OneProcessMoreAsync()
    {
        var log = new EventLog();
        var runner = new ProcessRunner { Events = log };
        await DescriptorLimit.PrepareAsync();
        // What a first run makes for all others is there afterwards; a shell that does not exist starts no guardian.
        var unguarded = new LinuxLauncher(guardian: new Guardian("/no/such/shell", "/bin"));
        await ProcessRun.Start(new("true"), OutputSink.Text(), unguarded, TimeProvider.System, null, default).Completion;
        Native.GetLimit(Native.RLIMIT_NPROC, out var usual);
        Native.SetLimit(Native.RLIMIT_NPROC, usual with { Current = (ulong)ThreadsOfUser() + 1 });
        var running = runner.RunAsync(new("true"));
        Native.SetLimit(Native.RLIMIT_NPROC, usual);
        var outcome = (await running).Outcome;
        Console.WriteLine(log.Events.SingleOrDefault(step => step.Kind == RunEventKind.Unguarded)?.Message);
        Console.WriteLine(outcome);
        await Task.Delay(1500);
        Console.WriteLine((await runner.RunAsync(new("true"))).Outcome);
        Console.WriteLine(ProcessTable.GuardianOf(Environment.ProcessId) is not null ? "guarded" : "unguarded");
        return 0;
    }

    private static int ThreadsOfUser() =>
        ProcessTable.All().Select(entry => ProcessTable.TextOf(entry.Id, "status").Split('\n'))
            .Where(lines => lines.Any(line => line.StartsWith($"Uid:\t{Native.UserId()}\t", StringComparison.Ordinal)))
            .Sum(lines => int.Parse(lines.Single(line => line.StartsWith("Threads:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture));

    private sealed class TellUnguarded : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            if (value.Kind == RunEventKind.Unguarded)
                Console.WriteLine(value.Message);
        }
    }
}
