using System.Diagnostics;
using System.Globalization;

namespace SafeProcess.Benchmarks;

/// <summary>Two sides measured in turn, A B A B: what the machine does meanwhile hits both, and each ratio is of neighbours.</summary>
internal sealed class Pairs
{
    private readonly List<(double A, double B)> _pairs;

    public Pairs(IEnumerable<(double A, double B)> pairs)
    {
        _pairs = [.. pairs];
        if (_pairs.Count == 0)
            throw new InvalidOperationException("No pair was measured.");
    }

    /// <summary>The median of A / B over the pairs.</summary>
    public double Ratio => Median(_pairs.Select(static pair => pair.A / pair.B));

    public double MedianA => Median(_pairs.Select(static pair => pair.A));

    public double MedianB => Median(_pairs.Select(static pair => pair.B));

    /// <summary>Times both sides, after a few rounds that are not measured.</summary>
    public static async Task<Pairs> TimeAsync(int warmUps, int rounds, Func<Task> a, Func<Task> b)
    {
        for (var round = 0; round < warmUps; round++)
        {
            await a();
            await b();
        }

        var pairs = new List<(double, double)>();
        for (var round = 0; round < rounds; round++)
            pairs.Add((await SecondsAsync(a), await SecondsAsync(b)));
        return new Pairs(pairs);
    }

    /// <summary>The same pairs seen the other way round: bytes per second instead of seconds.</summary>
    public Pairs AsRates(double amount) => new(_pairs.Select(pair => (amount / pair.A, amount / pair.B)));

    public string Spread => string.Create(
        CultureInfo.InvariantCulture,
        $"{_pairs.Count} pairs, {_pairs.Min(static pair => pair.A / pair.B):0.000} to {_pairs.Max(static pair => pair.A / pair.B):0.000}");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static async Task<double> SecondsAsync(Func<Task> side)
    {
        var start = Stopwatch.GetTimestamp();
        await side();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
