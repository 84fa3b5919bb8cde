using System.Runtime.CompilerServices;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults.Hosts;

/// <summary>A host that has no descriptors left from one step of a run to its end. Writes a line for each number of free ones.</summary>
internal static class DescriptorHost
{
    private const int Enough = 40;
    private const int Length = 1_000_000;
    private const int Seed = 3;

    /// <summary>The steps from which on there are none.</summary>
    public static IReadOnlyList<string> Steps { get; } = ["start", "streams", "ladder", "orphans"];

    public static async Task<int> MainAsync(string step)
    {
        await DescriptorLimit.PrepareAsync();
        await OnceAsync(step, Enough);
        for (var round = 0; round < Options.Rounds(1); round++)
        {
            for (var free = 0; free <= 12; free++)
                Console.WriteLine($"{free} free: {await OnceAsync(step, free)}");
            Console.WriteLine($"enough: {await OnceAsync(step, Enough)}");
        }

        return 0;
    }

    private static async Task<string> OnceAsync(string step, int free)
    {
        var promises = await Promises.BeginAsync();
        var seen = step switch
        {
            "start" => await StartAsync(promises, free),
            "streams" => await StreamsAsync(promises, free),
            "ladder" => await LadderAsync(promises, free),
            "orphans" => await OrphansAsync(promises, free),
            _ => throw new ArgumentException($"No such step: {step}", nameof(step)),
        };
        await promises.HoldAsync();
        return seen;
    }

    private static async Task<string> StartAsync(Promises promises, int free)
    {
        var spec = promises.Mark(new ProcessSpec("cat") { Input = ProcessInput.FromBytes(Promises.Bytes(Seed, Length)) });
        var output = new PatternSink(Seed);
        string seen;
        using (new DescriptorLimit(free))
        {
            try
            {
                seen = $"{(await RunAsync(spec, new(output, new CountingSink()))).Outcome}";
            }
            catch (StartException failure)
            {
                seen = $"{failure.Failure}";
            }
        }

        var expected = seen == nameof(Outcome.Exited) ? Length : 0;
        return output.Count == expected && output.WrongBefore is null ? seen : $"{seen} with {output.Count} bytes of {expected}, wrong before {output.WrongBefore}";
    }

    private static async Task<string> StreamsAsync(Promises promises, int free)
    {
        var limited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var spec = promises.Mark(new ProcessSpec("cat") { Input = ProcessInput.FromChunks(ChunksAsync(limited.Task)) });
        var running = RunAsync(spec, new(promises.Pattern(Seed, Length), new CountingSink()));
        using (new DescriptorLimit(free))
        {
            limited.SetResult();
            return $"{(await running).Outcome}";
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksAsync(Task limited, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var bytes = Promises.Bytes(Seed, Length);
        yield return bytes.AsMemory(..10);
        await limited.WaitAsync(cancellationToken);
        yield return bytes.AsMemory(10..);
    }

    private static async Task<string> LadderAsync(Promises promises, int free)
    {
        const string Tree = """
            setsid sleep 61 &
            sh -c 'trap "" TERM; setsid sh -c "trap \"\" TERM; echo ready; sleep 61"' &
            sleep 61
            """;
        var ready = new LineWait("ready");
        using var cancel = new CancellationTokenSource();
        var spec = promises.Mark(new ProcessSpec("sh", "-c", Tree) { GracePeriod = TimeSpan.FromMilliseconds(100) });
        var running = RunAsync(spec, new(ready.Sink, new CountingSink()), cancellation: cancel.Token);
        await ready.Line;
        using (new DescriptorLimit(free))
        {
            await cancel.CancelAsync();
            return $"{(await running).Outcome}";
        }
    }

    private static async Task<string> OrphansAsync(Promises promises, int free)
    {
        var limited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ready = new LineWait("ready");
        var spec = promises.Mark(new ProcessSpec("sh", "-c", "setsid sleep 61 & sleep 61 & echo ready; read line")
        {
            Input = ProcessInput.FromChunks(NothingAfterAsync(limited.Task)),
            GracePeriod = TimeSpan.FromMilliseconds(100),
        });
        var running = RunAsync(spec, new(ready.Sink, new CountingSink()));
        await ready.Line;
        using (new DescriptorLimit(free))
        {
            limited.SetResult();
            var result = await running;
            return $"{result.Outcome}, {result.Orphans.Count} orphans";
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> NothingAfterAsync(Task moment, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await moment.WaitAsync(cancellationToken);
        yield break;
    }
}
