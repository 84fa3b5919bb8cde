namespace SafeProcess.Schedules.Scheduling;

/// <summary>Who goes on at each point, and whether time passes. All follows from the seed. Half of all schedules change strands at random, some seldom and some often;
/// the others go by priorities that change at a few points (probabilistic concurrency testing: Burckhardt and others, ASPLOS 2010), which finds what needs one strand
/// to be held up for long.</summary>
internal sealed class Choices
{
    private const int Longest = 600;

    private static readonly double[] _stays = [0.3, 0.7, 0.9, 0.97];
    private static readonly double[] _passes = [0, 0, 0.003, 0.03];

    private readonly Random _random;
    private readonly double _stay;
    private readonly double _pass;
    private readonly HashSet<int>? _changes;
    private int _points;
    private int _lowest;

    public Choices(int seed)
    {
        _random = new Random(seed);
        _stay = _stays[_random.Next(_stays.Length)];
        _pass = _passes[_random.Next(_passes.Length)];
        if (_random.Next(2) == 0)
            _changes = [.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => _random.Next(Longest))];
    }

    /// <summary>For what the fakes do.</summary>
    public int Next(int count) => _random.Next(count);

    public int Priority() => _random.Next();

    public bool LetsTimePass => _pass > 0;

    public bool TimePasses() => LetsTimePass && _random.NextDouble() < _pass;

    /// <param name="ready">Those that can go on; at least one.</param>
    /// <param name="current">Who has gone on up to now; null when it waits or has ended.</param>
    public Strand Pick(List<Strand> ready, Strand? current)
    {
        if (_changes is not null)
        {
            if (_changes.Contains(_points++) && current is not null)
                current.Priority = --_lowest;
            return ready.MaxBy(static strand => strand.Priority)!;
        }

        return current is not null && _random.NextDouble() < _stay ? current : ready[_random.Next(ready.Count)];
    }
}
