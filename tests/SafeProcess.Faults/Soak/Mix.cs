using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults.Soak;

/// <summary>One run of each kind, with what must come of it.</summary>
internal static class Mix
{
    private const string Tree = "setsid sleep 61 & (setsid sh -c 'trap \"\" TERM; sleep 61' &) ; trap '' TERM; sleep 61 & echo ready; sleep 61; sleep 61";

    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(50);

    public static IReadOnlyList<Func<Promises, Random, Task>> All { get; } =
        [QuickAsync, QuickAsync, QuickAsync, MuchAsync, InputAsync, ManyLinesAsync, DeadlineAsync, SilenceAsync, CancelAsync, OrphansAsync, LimitAsync, FailedSinkAsync, NoStartAsync];

    private static async Task QuickAsync(Promises promises, Random random)
    {
        var code = random.Next(256);
        var result = await RunAsync(promises.Mark(new ProcessSpec("sh", "-c", $"echo {code}; exit {code}")));
        Assert.Equal((Outcome.Exited, (int?)code, $"{code}\n"), (result.Outcome, result.ExitCode, result.StandardOutput));
    }

    private static async Task MuchAsync(Promises promises, Random random)
    {
        var (seed, length) = (random.Next(1000), random.Next(1, 20_000_000));
        var (output, error) = (new PatternSink(seed), new PatternSink(seed + 1));
        var spec = promises.Mark(UnrulyProgram.Spec("write", $"{length}", "--to", "both", "--seed", $"{seed}"));
        Assert.True((await RunAsync(spec, new(output, error))).Success);
        Assert.Equal((length, length, null, null), (output.Count, error.Count, output.WrongBefore, error.WrongBefore));
    }

    private static async Task InputAsync(Promises promises, Random random)
    {
        var (seed, length) = (random.Next(1000), random.Next(1, 2_000_000));
        var output = new PatternSink(seed);
        var spec = promises.Mark(new ProcessSpec("cat") { Input = ProcessInput.FromBytes(Promises.Bytes(seed, length)) });
        Assert.True((await RunAsync(spec, new(output, new CountingSink()))).Success);
        Assert.Equal((length, null), (output.Count, output.WrongBefore));
    }

    private static async Task ManyLinesAsync(Promises promises, Random random)
    {
        var count = random.Next(1, 50_000);
        long sum = 0;
        var lines = new LineSink((lines, _) =>
        {
            sum += lines.Sum(line => long.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
            return default;
        });
        Assert.True((await RunAsync(promises.Mark(new ProcessSpec("seq", $"{count}")), new(lines, new CountingSink()))).Success);
        Assert.Equal((long)count * (count + 1) / 2, sum);
    }

    private static async Task DeadlineAsync(Promises promises, Random random)
    {
        var spec = new ProcessSpec("sh", "-c", Tree) { Timeout = TimeSpan.FromMilliseconds(random.Next(1, 150)), GracePeriod = _grace };
        Assert.Equal(Outcome.TimedOut, (await RunAsync(promises.Mark(spec))).Outcome);
    }

    private static async Task SilenceAsync(Promises promises, Random random)
    {
        var spec = new ProcessSpec("sh", "-c", "echo once; sleep 61") { IdleTimeout = TimeSpan.FromMilliseconds(random.Next(50, 150)), GracePeriod = _grace };
        Assert.Equal(Outcome.IdleTimedOut, (await RunAsync(promises.Mark(spec))).Outcome);
    }

    private static async Task CancelAsync(Promises promises, Random random)
    {
        var ready = new LineWait("ready");
        using var cancel = new CancellationTokenSource();
        var spec = promises.Mark(new ProcessSpec("sh", "-c", Tree) { GracePeriod = _grace });
        var running = RunAsync(spec, new(ready.Sink, new TextSink()), cancellation: cancel.Token);
        if (random.Next(2) == 0)
            await ready.Line;
        await cancel.CancelAsync();
        Assert.Equal(Outcome.Canceled, (await running).Outcome);
    }

    private static async Task OrphansAsync(Promises promises, Random random)
    {
        var result = await RunAsync(promises.Mark(new ProcessSpec("sh", "-c", "setsid sleep 61 & sleep 61 & exit 7") { GracePeriod = _grace }));
        Assert.Equal((Outcome.Exited, (int?)7, 2), (result.Outcome, result.ExitCode, result.Orphans.Count));
    }

    private static async Task LimitAsync(Promises promises, Random random)
    {
        var limit = random.Next(1, 200_000);
        var result = await RunAsync(promises.Mark(new ProcessSpec("yes") { GracePeriod = _grace }), OutputSink.Text(limit: limit));
        Assert.Equal((Outcome.OutputLimitExceeded, limit), (result.Outcome, result.StandardOutput!.Length));
    }

    private static async Task FailedSinkAsync(Promises promises, Random random)
    {
        var failing = new FunctionSink((_, _) => throw new InvalidDataException());
        await Assert.ThrowsAsync<ProcessFailedException>(() => RunAsync(promises.Mark(new ProcessSpec("yes") { GracePeriod = _grace }), new(failing, new TextSink())));
    }

    private static async Task NoStartAsync(Promises promises, Random random) => await FailsToStartAsync(random.Next(3) switch
    {
        0 => new("unruly-never-installed-anywhere"),
        1 => new("/") { Input = ProcessInput.FromText("x") },
        _ => new("true") { WorkingDirectory = "/no/such/directory" },
    });
}
