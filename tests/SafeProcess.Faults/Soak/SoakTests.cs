using System.Diagnostics;

namespace SafeProcess.Faults.Soak;

/// <summary>Mixed runs, several at once, for as long as <see cref="Options.Soak"/> says: nothing grows, nothing is left.</summary>
public sealed class SoakTests
{
    private const int AtOnce = 6;
    private const int LeastRounds = 8;

    [Fact]
    public async Task Nothing_grows_and_nothing_is_left()
    {
        var promises = await Promises.BeginAsync();
        var random = new Random(Options.Seed);
        var samples = new List<Sample>();
        var runs = 0;
        var begun = Stopwatch.GetTimestamp();
        // Each round ends with all its runs, so that what is held then is what is never given back.
        while (Stopwatch.GetElapsedTime(begun) < Options.Soak || samples.Count < LeastRounds)
        {
            var round = Enumerable.Range(0, AtOnce).Select(_ => RunSomeAsync(promises, new Random(random.Next())));
            runs += (await Task.WhenAll([.. round])).Sum();
            var sample = Sample.Take(promises);
            Assert.True((sample.Zombies, sample.Leftover) == (0, 0), $"seed {Options.Seed}, after {runs} runs: {sample}");
            samples.Add(sample);
        }

        var growth = new Growth(samples);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"Soak: {runs} runs in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s, {samples.Count} looks, seed {Options.Seed}; {growth}; 0 zombies, 0 left over");
        Assert.True(growth.IsLevel, $"seed {Options.Seed}: {growth}");
        await promises.HoldAsync();
    }

    private static async Task<int> RunSomeAsync(Promises promises, Random random)
    {
        const int Some = 5;
        for (var run = 0; run < Some; run++)
            await Mix.All[random.Next(Mix.All.Count)](promises, random);
        return Some;
    }
}
