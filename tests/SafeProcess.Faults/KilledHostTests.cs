using System.Diagnostics;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Faults.Hosts;

namespace SafeProcess.Faults;

/// <summary>Promise 6: hosts that are killed at random moments of their runs.</summary>
public sealed class KilledHostTests
{
    private const int AtOnce = 5;

    /// <summary>What a busy machine may add; a hang takes longer than this.</summary>
    private static readonly TimeSpan _allowance = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan _promised = DoomedHost.Grace + TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Nothing_of_their_trees_is_alive_a_second_after_the_grace_period()
    {
        var random = new Random(Options.Seed);
        // The first host opens what the tests' own process needs to read from one.
        await KillAsync(random.Next(), TimeSpan.Zero);
        var promises = await Promises.BeginAsync();
        var took = new List<TimeSpan>();
        var alone = 0;
        for (var round = 0; round < Options.Rounds(50) / AtOnce; round++)
        {
            var hosts = Enumerable.Range(0, AtOnce).Select(_ => KillAsync(random.Next(), TimeSpan.FromMilliseconds(random.Next(400))));
            foreach (var (left, gone) in await Task.WhenAll([.. hosts]))
            {
                took.Add(gone);
                alone += left == 0 ? 1 : 0;
            }
        }

        took.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"Killed hosts: {took.Count}, seed {Options.Seed}; their trees were gone after {took[took.Count / 2].TotalMilliseconds:0} ms (median), {took[^1].TotalMilliseconds:0} ms (most)");
        Assert.True(alone < took.Count / 2, $"seed {Options.Seed}: {alone} hosts left no tree behind, so there was nothing to end");
        Assert.True(took[took.Count / 2] <= _promised, $"seed {Options.Seed}: half of them took more than {took[took.Count / 2]}");
        await promises.HoldAsync();
    }

    /// <summary>Starts a host, kills it at that moment of its runs and waits until its trees have gone.</summary>
    /// <returns>How many processes its runs had then, and how long they lived on.</returns>
    private static async Task<(int Left, TimeSpan Gone)> KillAsync(int seed, TimeSpan moment)
    {
        using var folder = new TempFolder();
        var mark = new Mark();
        var start = new ProcessStartInfo(HostProgram.FilePath, [HostProgram.Switch, "doomed", $"{seed}", folder.File("output")]) { RedirectStandardOutput = true };
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
            while (mark.Alive() is { Count: > 0 } alive)
            {
                var since = Stopwatch.GetElapsedTime(died);
                Assert.True(since < _promised + _allowance, $"seed {Options.Seed}: {since.TotalSeconds:0.0} s after the death of their host live on: {string.Join(", ", alive)}");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            var took = Stopwatch.GetElapsedTime(died);
            // What had come to the file is right up to its last byte.
            var written = await File.ReadAllBytesAsync(folder.File("output"), TestContext.Current.CancellationToken);
            Assert.Equal(Promises.Bytes(DoomedHost.Seed, written.Length), written);
            return (left, took);
        }
        finally
        {
            host.StandardOutput.Dispose();
            mark.End();
        }
    }
}
