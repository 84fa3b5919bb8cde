using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults.Hosts;

/// <summary>A host whose outputs go to a file system of 1 MB that becomes full.</summary>
internal static class FullDiskHost
{
    private const int Seed = 11;

    public static async Task<int> MainAsync(string folder)
    {
        var file = Path.Combine(folder, "output");
        // Written at the end: the console opens descriptors with the first line.
        var seen = new List<string>();
        for (var round = 0; round < Options.Rounds(3); round++)
        {
            var promises = await Promises.BeginAsync();
            var (failure, kept) = await WriteAsync(promises, file, 3_000_000);
            Assert.IsType<IOException>(failure?.InnerException);
            Assert.Equal(Outcome.Canceled, failure.Result.Outcome);
            // All that had room is there, each byte in its place.
            Assert.InRange(kept.Length, 900_000, 1_048_576);
            Assert.Equal(Promises.Bytes(Seed, kept.Length), kept);
            seen.Add(failure.Message);

            // Not one byte of the next output has room: a small one is no more lost in silence than a large one.
            Assert.NotNull((await WriteAsync(promises, Path.Combine(folder, "next"), 10)).Failure);

            File.Delete(file);
            (failure, kept) = await WriteAsync(promises, file, 500_000);
            Assert.Null(failure);
            Assert.Equal(Promises.Bytes(Seed, 500_000), kept);
            File.Delete(file);
            await promises.HoldAsync();
        }

        Console.WriteLine(string.Join('\n', seen));
        return 0;
    }

    private static async Task<(ProcessFailedException? Failure, byte[] Kept)> WriteAsync(Promises promises, string file, int length)
    {
        ProcessFailedException? failure = null;
        await using (var sink = CopySink.ToFile(file))
        {
            var spec = promises.Mark(new ProcessSpec("sh", "-c", "setsid sleep 61 & exec cat")
            {
                Input = ProcessInput.FromBytes(Promises.Bytes(Seed, length)),
                GracePeriod = TimeSpan.FromMilliseconds(100),
            });
            try
            {
                Assert.True((await RunAsync(spec, new(sink, new CountingSink()))).Success);
            }
            catch (ProcessFailedException failed)
            {
                failure = failed;
            }
        }

        return (failure, await File.ReadAllBytesAsync(file));
    }
}
