namespace SafeProcess.Schedules.Scheduling;

/// <summary>Something that goes on by itself, on a thread of its own. Of all strands of a schedule one goes on at a time.</summary>
internal sealed class Strand(Schedule schedule, int number, string name, Action body, SynchronizationContext? context)
{
    [ThreadStatic]
    private static Strand? _current;

    public static Strand? Current => _current;

    public Schedule Schedule => schedule;

    /// <summary>Which one of the schedule it is.</summary>
    public int Number => number;

    public string Name => name;

    /// <summary>Who has the higher one goes on, where the schedule goes by that.</summary>
    public int Priority { get; set; }

    /// <summary>What it waits for the end of; null when it can go on.</summary>
    public Func<bool>? Waits { get; set; }

    /// <summary>Null before it begins.</summary>
    public StrandThread? Thread { get; set; }

    public void Run()
    {
        _current = this;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            body();
        }
        catch (Exception failure)
        {
            schedule.Fail($"An exception that nobody takes: {failure}");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
            _current = null;
        }
    }
}

/// <summary>A thread for strands, one after another: to begin one would take longer than most strands do.</summary>
internal sealed class StrandThread
{
    private static readonly Stack<StrandThread> _idle = new();

    // Not a SemaphoreSlim: it spins before it waits, and gives the processor away with each spin. Beside other work each turn then cost a slice of it.
    private readonly AutoResetEvent _turn = new(initialState: false);
    private Strand? _next;

    private StrandThread() => new Thread(Loop) { IsBackground = true, Name = "strand" }.UnsafeStart();

    /// <summary>Lets a strand go on, or begin. Whoever calls goes on only when it has its own turn.</summary>
    public static void GiveTurn(Strand strand)
    {
        if (strand.Thread is null)
        {
            lock (_idle)
                strand.Thread = _idle.TryPop(out var idle) ? idle : new StrandThread();
            strand.Thread._next = strand;
        }

        strand.Thread._turn.Set();
    }

    /// <summary>Waits for the turn of the strand on this thread.</summary>
    public void WaitForTurn() => _turn.WaitOne();

    private void Loop()
    {
        while (true)
        {
            _turn.WaitOne();
            for (var strand = _next; strand is not null;)
            {
                strand.Thread = this;
                strand.Run();
                strand = strand.Schedule.End(strand, this);
            }
        }
    }

    /// <summary>Called on the thread itself, which is done for now.</summary>
    public void Rest()
    {
        lock (_idle)
            _idle.Push(this);
    }
}
