using System.Diagnostics;
using System.Globalization;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Tree;
using ProcessTable = SafeProcess.Core.Tests.Support.ProcessTable;

namespace SafeProcess.Faults.Hosts;

/// <summary>A host among innocents (<see cref="Innocents"/>), where ids are few: it has runs that are stopped, and kills hosts in the middle of theirs. Writes what
/// became of the innocents.</summary>
internal static class CrowdHost
{
    private const int AtOnce = 2;

    // With what an innocent and a host take, all have ids.
    private const int MostInnocents = 9;

    private static readonly TimeSpan _whenNoneIsUnmarked = TimeSpan.FromMilliseconds(15 * RunMark.TicksInFlight);

    private static readonly string[] _programs =
    [
        "sleep 60",
        "trap '' TERM; sleep 60",
        "setsid sleep 60 & setsid sh -c 'trap \"\" TERM; sleep 60' & sleep 60",
        "(setsid sleep 60 &) ; sleep 60",
        "setsid sh -c 'sleep 60' & exit 0",
        "while :; do (:); sleep 0.01; done",
    ];

    private static readonly SemaphoreSlim _one = new(1);
    private static string _ended = "none";

    public static async Task<int> MainAsync(string seed, string runs, string hosts)
    {
        var random = new Random(int.Parse(seed, CultureInfo.InvariantCulture));
        using var innocents = new Innocents(random.Next());
        await new ProcessRunner().RunAsync(new("true"));
        var left = int.Parse(runs, CultureInfo.InvariantCulture);
        await Task.WhenAll([.. Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await RunAsync(innocents, random.Next());
        })]);
        for (var host = 0; host < int.Parse(hosts, CultureInfo.InvariantCulture); host++)
            await KillAsync(innocents, random.Next());
        await innocents.EndAsync();
        foreach (var touched in innocents.Touched)
            Console.WriteLine(touched);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{innocents.Count} {innocents.Reused} {innocents.Touched.Count}"));
        return 0;
    }

    private static async Task RunAsync(Innocents innocents, int seed)
    {
        var random = new Random(seed);
        var isLong = random.Next(10) == 0;
        await WithAsync(innocents, innocents.AddElderAsync);
        var spec = new ProcessSpec("sh", "-c", _programs[random.Next(_programs.Length)])
        {
            GracePeriod = TimeSpan.FromMilliseconds(random.Next(3) * 50),
            Timeout = TimeSpan.FromMilliseconds(isLong ? 2000 : random.Next(20, 250)),
        };
        var run = new ProcessRunner().Start(spec);
        // A process that is just being replaced by its program shows none.
        string? id;
        while ((id = ProcessTable.RunIdOf(run.ProcessId)) is null && !run.Completion.IsCompleted)
            await Task.Delay(1);
        if (id is not null)
        {
            await WithAsync(innocents, () =>
            {
                innocents.Name(id);
                return innocents.AddChildAsync(id);
            });
            if (isLong)
            {
                await Task.Delay(_whenNoneIsUnmarked);
                await WithAsync(innocents, () => innocents.AddAloneAsync(id));
            }
        }

        var result = await run.Completion;
        await WithAsync(innocents, () =>
        {
            innocents.NoteRun([result.ProcessId, .. result.Diagnosis.Select(one => one.Id)]);
            return random.Next(2) == 0 ? innocents.AddAloneAsync(_ended) : innocents.AddChildAsync(_ended);
        });
        _ended = id ?? _ended;
    }

    private static async Task KillAsync(Innocents innocents, int seed)
    {
        var random = new Random(seed);
        using var folder = new TempFolder();
        var mark = new Mark();
        await WithAsync(innocents, innocents.AddElderAsync);
        await WithAsync(innocents, innocents.AddElderAsync);
        var start = new ProcessStartInfo(HostProgram.FilePath, [HostProgram.Switch, "doomed", $"{seed}", folder.File("output")]) { RedirectStandardOutput = true };
        mark.On(start);
        using var host = Process.Start(start)!;
        await host.StandardOutput.ReadLineAsync();
        var isLong = random.Next(4) == 0;
        await Task.Delay(isLong ? _whenNoneIsUnmarked + TimeSpan.FromMilliseconds(random.Next(400)) : TimeSpan.FromMilliseconds(random.Next(400)));
        // The eldest is the one that copies until the host dies.
        var runs = ProcessTable.All().Where(one => one.ParentId == host.Id).OrderBy(one => one.StartTime).Select(one => ProcessTable.RunIdOf(one.Id)).OfType<string>().Distinct().ToList();
        foreach (var run in runs)
        {
            innocents.Name(run);
            await WithAsync(innocents, () => innocents.AddChildAsync(run));
        }

        if (isLong && runs.Count > 0)
            await WithAsync(innocents, () => innocents.AddAloneAsync(runs[0]));
        innocents.NoteRun(mark.Alive().Select(one => one.Id));
        host.Kill();
        await host.WaitForExitAsync();
        // While the guardian works, ids come round: others lead sessions with the numbers of those that have just ended.
        while (mark.Alive().Count > 0)
        {
            foreach (var run in runs)
                await WithAsync(innocents, () => innocents.AddChildAsync(run));
            await Task.Delay(20);
            innocents.Look();
        }
    }

    /// <summary>Adds one as soon as there is room.</summary>
    private static async Task WithAsync(Innocents innocents, Func<Task> add)
    {
        await _one.WaitAsync();
        try
        {
            for (innocents.Look(); innocents.Alive >= MostInnocents; innocents.Look())
                await Task.Delay(5);
            await add();
        }
        finally
        {
            _one.Release();
        }
    }
}
