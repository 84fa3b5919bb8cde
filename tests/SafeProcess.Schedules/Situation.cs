using SafeProcess.Schedules.Fakes;
using SafeProcess.Schedules.Scheduling;

namespace SafeProcess.Schedules;

/// <summary>A run, its programs and all who have to do with it, in one schedule. A test says what each of them does.</summary>
internal sealed class Situation(Schedule schedule)
{
    public Schedule Schedule => schedule;

    public FakeChild Child { get; set; } = new(schedule);

    public FakeProcess Program => Child.Programs[^1];

    public FakeSink Output { get; set; } = new(schedule);

    public FakeSink Error { get; set; } = new(schedule);

    /// <summary>A look that somebody takes; null for none.</summary>
    public Task? Look { get; set; }

    public FakeObserver Observer { get; } = new(schedule);

    public ProcessRun Run { get; private set; } = null!;

    /// <summary>What asked for a stop, and when: see <see cref="Scheduling.Schedule.Mark"/>.</summary>
    public List<Cause> Causes { get; } = [];

    /// <summary>What the fakes threw.</summary>
    public List<Exception> Thrown { get; } = [];

    public ProcessRun Start(ProcessSpec spec, CancellationToken cancellationToken = default)
    {
        if (spec.Timeout is not null)
            Causes.Add(new(Outcome.TimedOut, 0, int.MaxValue));
        if (spec.IdleTimeout is not null)
            Causes.Add(new(Outcome.IdleTimedOut, 0, int.MaxValue));
        return Run = ProcessRun.Start(spec, new OutputSink(Output, Error), Child, schedule.Time, Observer, cancellationToken);
    }

    /// <summary>Something that goes on beside the run.</summary>
    public void Meanwhile(string name, Action action) => schedule.Begin(name, action);

    /// <summary>The same, once this time has passed.</summary>
    public void After(TimeSpan time, string name, Action action) => schedule.Time.After(time, name, action);

    /// <summary>One of these.</summary>
    public T One<T>(params ReadOnlySpan<T> these) => these[schedule.Choose(these.Length)];

    /// <summary>Asks for a stop.</summary>
    public void Ask(Outcome outcome, Action ask)
    {
        var began = schedule.Mark();
        schedule.Tell($"asks for a stop ({outcome})");
        ask();
        Causes.Add(new(outcome, began, schedule.Mark()));
    }

    /// <summary>What is about to be told to the run has this outcome: nobody knows when it counts.</summary>
    public void Will(Outcome outcome) => Causes.Add(new(outcome, schedule.Mark(), int.MaxValue));

    /// <summary>An exception that the run is to take for a failure of the caller's.</summary>
    public Exception Failure(string message)
    {
        Will(Outcome.Canceled);
        Thrown.Add(new InvalidOperationException(message));
        return Thrown[^1];
    }

    /// <summary>The program writes, in this order, and exits.</summary>
    public void ProgramWritesAndExits(int code = 0, string output = "out", string error = "err") => Meanwhile("program", () =>
    {
        Program.Write(0, output);
        Program.Write(1, error);
        Program.End(code);
    });

    /// <summary>At a stop signal the program ends, says something first, or does not care.</summary>
    public void ProgramTakesSignalsAsItLikes() => Program.OnSignal = One<Action>(
        () => Program.End(signal: 15),
        () =>
        {
            Program.Write(0, "last");
            Program.Write(1, "words");
            Program.End(code: 3);
        },
        static () => { });

    /// <param name="Outcome">What it makes of the run, if it is the first.</param>
    /// <param name="Began">The mark before it.</param>
    /// <param name="Returned">The mark after it.</param>
    public sealed record Cause(Outcome Outcome, int Began, int Returned);
}
