using SafeProcess.Threading;

namespace SafeProcess.Schedules.Scheduling;

/// <summary>One order in which everything happens. A seed gives the same order again.</summary>
internal sealed class Schedule
{
    private const int MostPoints = 100_000;
    private static readonly TimeSpan _stuck = TimeSpan.FromMinutes(1);

    private static Schedule? _active;

    private readonly List<Strand> _strands = [];
    private readonly List<Strand> _ready = [];
    private readonly List<string> _log = [];
    private readonly Choices _choices;
    private readonly SynchronizationContext _ofRuns = CaptureContextOfRuns();
    private readonly SemaphoreSlim _over = new(0);
    private string? _failure;
    private int _mark;
    private int _births;

    public Schedule(int seed)
    {
        _choices = new Choices(seed);
        Time = new VirtualTime(this);
        Gates = new Gates(this);
    }

    /// <summary>The one that goes on in this process; null for none.</summary>
    public static Schedule? Active => Volatile.Read(ref _active);

    public VirtualTime Time { get; }

    public Gates Gates { get; }

    /// <summary>How many points there were: what makes one order another.</summary>
    public int Points { get; private set; }

    /// <summary>What was told, in order.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>Tells one order from another.</summary>
    public int Order { get; private set; }

    /// <summary>Whether time passes only when nobody can go on, as on an idle machine.</summary>
    public bool IsIdle => !_choices.LetsTimePass;

    /// <summary>A number below this one, by the seed.</summary>
    public int Choose(int count) => _choices.Next(count);

    /// <summary>Runs everything until nobody can go on and no time is waited for.</summary>
    /// <returns>What failed first; null for nothing.</returns>
    public string? Run(Action body)
    {
        Volatile.Write(ref _active, this);
        try
        {
            Begin("test", body);
            StrandThread.GiveTurn(_strands[0]);
            if (!_over.Wait(_stuck))
                Fail("A strand keeps its thread: it waits for something that no schedule knows of, or never comes to a point.");
            return _failure;
        }
        finally
        {
            Volatile.Write(ref _active, null);
        }
    }

    /// <summary>A strand more, which goes on when it is chosen.</summary>
    /// <param name="name">For the log.</param>
    /// <param name="body">What it does.</param>
    /// <param name="isOfRun">Whether it is a thread of the library's own.</param>
    public void Begin(string name, Action body, bool isOfRun = false) =>
        _strands.Add(new Strand(this, ++_births, name, body, isOfRun ? _ofRuns : null) { Priority = _choices.Priority() });

    /// <summary>Moments that can be compared: each is one more.</summary>
    public int Mark() => ++_mark;

    public void Tell(string happened) => _log.Add(Strand.Current is { } strand ? $"{strand.Name}: {happened}" : happened);

    /// <summary>A promise was broken. The schedule goes on: the product may hide an exception.</summary>
    public void Fail(string why)
    {
        Tell($"FAILED: {why}");
        _failure ??= why;
    }

    /// <summary>A point at which another strand may go on.</summary>
    public void Reach(Strand current)
    {
        if (++Points > MostPoints)
        {
            Fail("It never ends.");
            EndAll();
            current.Thread!.WaitForTurn();
        }

        GoOnWith(Pick(current), current);
    }

    /// <summary>The same for the fakes, whichever strand calls them.</summary>
    public void Reach() => Reach(Strand.Current ?? throw new InvalidOperationException("Not on a strand."));

    /// <summary>Lets others go on as long as this is so.</summary>
    public void WaitWhile(Strand current, Func<bool> condition)
    {
        while (condition())
        {
            current.Waits = condition;
            GoOnWith(Pick(null), current);
            current.Waits = null;
        }
    }

    /// <inheritdoc cref="WaitWhile(Strand, Func{bool})"/>
    public void WaitWhile(Func<bool> condition) => WaitWhile(Strand.Current!, condition);

    /// <summary>A strand has come to its end.</summary>
    /// <returns>What the same thread does next; null when it has nothing to do.</returns>
    public Strand? End(Strand ended, StrandThread thread)
    {
        _strands.Remove(ended);
        var next = Pick(null);
        if (next is { Thread: null })
            return next;
        thread.Rest();
        if (next is null)
            EndAll();
        else
            StrandThread.GiveTurn(next);
        return null;
    }

    private static SynchronizationContext CaptureContextOfRuns()
    {
        using (OwnContext.Enter())
            return SynchronizationContext.Current!;
    }

    private void GoOnWith(Strand? next, Strand current)
    {
        if (next == current)
            return;
        if (next is null)
            EndAll();
        else
            StrandThread.GiveTurn(next);
        current.Thread!.WaitForTurn();
    }

    private Strand? Pick(Strand? current)
    {
        while (true)
        {
            _ready.Clear();
            foreach (var strand in _strands)
            {
                if (strand.Waits is not { } waits || !waits())
                    _ready.Add(strand);
            }

            if (Time.HasTimers && (_ready.Count == 0 || _choices.TimePasses()))
            {
                Time.Pass();
                continue;
            }

            if (_ready.Count == 0)
                return null;
            var next = _choices.Pick(_ready, current);
            Order = unchecked((Order * 31) + next.Number);
            return next;
        }
    }

    // Strands that still wait keep their threads for ever: only after a failure.
    private void EndAll()
    {
        if (_failure is null && _strands.Count > 0)
            Fail($"Deadlock: these wait for each other: {string.Join(", ", _strands.Select(static strand => strand.Name))}.");
        _over.Release();
    }
}
