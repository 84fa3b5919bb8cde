using System.Globalization;
using System.Runtime.CompilerServices;

namespace SafeProcess.Faults.Hosts;

/// <summary>A host that does nothing but run programs, several at once, until it is killed. Writes <c>ready</c> before them.</summary>
internal static class DoomedHost
{
    public const int Seed = 21;

    public static TimeSpan Grace { get; } = TimeSpan.FromMilliseconds(500);

    // Each program ends by itself, in case that what is tested fails.
    private static readonly string[] _programs =
    [
        "trap '' TERM; sleep 60",
        "setsid sleep 60 & setsid sh -c 'trap \"\" TERM; sleep 60' & sleep 60",
        "(setsid sleep 60 &) ; sleep 60",
        "sleep 60 & kill -STOP $!; kill -STOP $$",
        "exit 3",
        "exit 4",
        "exit 5",
        "sleep 60 & exit 0",
    ];

    /// <param name="seed">Which programs, for how long.</param>
    /// <param name="file">Where one run's output goes: the pattern of <see cref="Seed"/>.</param>
    public static async Task<int> MainAsync(string seed, string file)
    {
        var random = new Random(int.Parse(seed, CultureInfo.InvariantCulture));
        await using var sink = CopySink.ToFile(file);
        // The first run takes as long as the runtime needs to load what it uses.
        await new ProcessRunner().RunAsync(new("true"));
        Console.WriteLine("ready");
        var copying = new ProcessRunner().RunAsync(new("cat") { Input = ProcessInput.FromChunks(EndlessAsync()), GracePeriod = Grace }, new(sink, new CountingSink()));
        await Task.WhenAll([copying, .. Enumerable.Range(0, 4).Select(_ => RunOnAsync(new Random(random.Next())))]);
        return 0;
    }

    private static async Task RunOnAsync(Random random)
    {
        while (true)
        {
            // Some are on the ladder when the host dies.
            var spec = new ProcessSpec("sh", "-c", _programs[random.Next(_programs.Length)])
            {
                GracePeriod = Grace,
                Timeout = random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(random.Next(1, 100)),
                // Half of them wait at the gate before their first instruction.
                CpuTimeLimit = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(50),
            };
            await new ProcessRunner().RunAsync(spec);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> EndlessAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pattern = new SafeProcess.Unruly.Pattern(Seed);
        while (!cancellationToken.IsCancellationRequested)
        {
            yield return pattern.Next(long.MaxValue).ToArray();
            // As fast as it goes would fill the disk.
            await Task.Delay(1, cancellationToken);
        }
    }
}
