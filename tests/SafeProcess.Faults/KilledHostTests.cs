using System.Diagnostics;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Faults.Hosts;

namespace SafeProcess.Faults;

/// <summary>Promise 6: hosts that are killed at random moments of their runs.</summary>
public sealed class KilledHostTests
{
    private const int AtOnce = 5;

    /// <summary>What is promised beyond the grace period.</summary>
    private static readonly TimeSpan _promised = TimeSpan.FromSeconds(1);

    /// <summary>The same where others keep the machine busy, in looks at all processes: far less than a second where nobody does.</summary>
    private const int PromisedLooks = 5;

    [Fact]
    public async Task Nothing_of_their_trees_is_alive_a_second_after_the_grace_period()
    {
        var random = new Random(Options.Seed);
        // The first host opens what the tests' own process needs to read from one.
        await using (var unused = new Yardstick())
            await KillAsync(random.Next(), TimeSpan.Zero, unused);
        var promises = await Promises.BeginAsync();
        await using (var yardstick = new Yardstick())
        {
            var begun = Stopwatch.GetTimestamp();
            var took = new List<TimeSpan>();
            var looks = 0.0;
            var alone = 0;
            for (var round = 0; round < Options.Rounds(30) / AtOnce; round++)
            {
                var hosts = Enumerable.Range(0, AtOnce)
                    .Select(_ => KillAsync(random.Next(), TimeSpan.FromMilliseconds(random.Next(400)), yardstick));
                foreach (var (left, gone, look) in await Task.WhenAll([.. hosts]))
                {
                    took.Add(gone);
                    looks = look > TimeSpan.Zero ? Math.Max(looks, (gone - DoomedHost.Grace) / look) : looks;
                    alone += left == 0 ? 1 : 0;
                }
            }

            took.Sort();
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"Killed hosts: {took.Count}, seed {Options.Seed}; their trees were gone after "
                + $"{took[took.Count / 2].TotalMilliseconds:0} ms (median), {took[^1].TotalMilliseconds:0} ms (most); "
                + $"{took.Count(time => time > DoomedHost.Grace + _promised)} took more than a second beyond the grace period, "
                + $"none more than {looks:0.0} looks at all processes, the longest {yardstick.LongestSince(begun).TotalMilliseconds:0} ms");
            Assert.True(alone < took.Count / 2, $"seed {Options.Seed}: {alone} hosts left no tree behind, so there was nothing to end");
        }

        await promises.HoldAsync();
        Assert.Empty(Directory.GetFileSystemEntries("/dev/shm", "safeprocess-*"));
    }

    /// <summary>Starts a host, kills it at that moment of its runs and waits until its trees have gone, which must not take long.</summary>
    /// <returns>How many processes its runs had then, how long they lived on, and the longest look at all processes meanwhile.</returns>
    private static async Task<(int Left, TimeSpan Gone, TimeSpan Look)> KillAsync(int seed, TimeSpan moment, Yardstick yardstick)
    {
        using var folder = new TempFolder();
        var mark = new Mark();
        var start = new ProcessStartInfo(HostProgram.FilePath, [HostProgram.Switch, "doomed", $"{seed}", folder.File("output")])
        {
            RedirectStandardOutput = true,
        };
        mark.On(start);
        using var host = Process.Start(start)!;
        try
        {
            Assert.Equal("ready", await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            // The moment is what is random here; there is no event to wait for.
            await Task.Delay(moment, TestContext.Current.CancellationToken);
            // Besides the host itself.
            var left = mark.Alive().Count - 1;
            host.Kill();
            await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            var died = Stopwatch.GetTimestamp();
            TimeSpan took;
            while (true)
            {
                took = Stopwatch.GetElapsedTime(died);
                if (mark.Alive() is not { Count: > 0 } alive)
                    break;
                var allowed = Allowed(yardstick.LongestSince(died));
                Assert.True(
                    took < allowed,
                    $"seed {Options.Seed}: {took} after the death of their host ({allowed} allowed) live on: {string.Join(", ", alive)}");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            // What had come to the file is right up to its last byte.
            var written = await File.ReadAllBytesAsync(folder.File("output"), TestContext.Current.CancellationToken);
            Assert.Equal(Promises.Bytes(DoomedHost.Seed, written.Length), written);
            return (left, took, yardstick.LongestSince(died));
        }
        finally
        {
            host.StandardOutput.Dispose();
            mark.End();
        }
    }

    private static TimeSpan Allowed(TimeSpan look)
    {
        var looks = PromisedLooks * look;
        return DoomedHost.Grace + (looks > _promised ? looks : _promised);
    }
}
