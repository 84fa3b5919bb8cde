using System.Globalization;
using System.Runtime.CompilerServices;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>A host that does nothing but run a program which writes a little many times, each time once the host has what came before. Writes how often the host read
/// meanwhile, from whatever file.</summary>
internal static class SmallChunksHost
{
    /// <summary>How many chunks are counted.</summary>
    public const int Counted = 400;

    private const int First = 50;
    private const int ChunkSize = 10;

    /// <param name="sink"><c>own</c> for a sink of the library's, <c>foreign</c> for another.</param>
    public static async Task<int> RunAsync(string sink)
    {
        var reads = 0L;
        ProcessRun? run = null;
        StreamSink output = sink == "own" ? new CountingSink() : new FunctionSink((_, _) => new(true));
        run = new ProcessRunner().Start(new("cat") { Input = ProcessInput.FromChunks(ChunksAsync()) }, new(output, new CountingSink()));
        var result = await run.Completion;
        Console.WriteLine(reads.ToString(CultureInfo.InvariantCulture));
        return result is { Success: true, StandardOutputLength: ChunkSize * (First + Counted) } ? 0 : 1;

        async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var chunk = 0; chunk < First + Counted; chunk++)
            {
                if (chunk == First)
                    reads = -Reads();
                yield return new byte[ChunkSize];
                while (Volatile.Read(ref run)?.StandardOutputLength != ChunkSize * (chunk + 1))
                    await Task.Delay(1, cancellationToken);
            }

            reads += Reads();
        }
    }

    private static long Reads() =>
        long.Parse(File.ReadLines("/proc/self/io").Single(line => line.StartsWith("syscr", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
}
