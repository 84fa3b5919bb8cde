using SafeProcess.Platform;
using SafeProcess.Schedules.Scheduling;
using SafeProcess.Threading;

namespace SafeProcess.Schedules.Fakes;

/// <summary>The programs of a run, and their launcher.</summary>
internal sealed class FakeChild : IChild, ILauncher
{
    public const int LastId = 100;

    private readonly Schedule _schedule;

    public FakeChild(Schedule schedule, int stages = 1)
    {
        _schedule = schedule;
        Processes = new FakeTree(schedule);
        Output = new FakeStream(schedule);
        Errors = [.. Enumerable.Range(0, stages).Select(_ => new FakeStream(schedule))];
        Programs = [.. Enumerable.Range(0, stages).Select(stage => stage == stages - 1
            ? new FakeProcess(schedule, Processes, LastId, Output, Errors[stage]) { IsProgram = true }
            : new FakeProcess(schedule, Processes, LastId - (stages - 1) + stage, Errors[stage]) { IsProgram = true })];
        Stages = [.. Programs.Select((program, stage) => new ChildStage("/fake/program", "/fake", program.Id, program.Exited, Errors[stage].End))];
    }

    public FakeTree Processes { get; }

    public FakeStream Output { get; }

    public IReadOnlyList<FakeStream> Errors { get; }

    public IReadOnlyList<FakeProcess> Programs { get; }

    public int Reaps { get; private set; }

    public int Disposals { get; private set; }

    /// <summary>Whether a stream was still being drained when the programs were reaped.</summary>
    public bool WasReapedWhileDraining { get; private set; }

    public FakeInput? Input { get; init; }

    public TaskCompletionSource<ResourceLimit>? Limit { get; init; }

    public IReadOnlyList<ChildStage> Stages { get; }

    public IOutputPipe StandardOutput => Output.End;

    public IInputPipe? StandardInput => Input;

    public IProcessTree Tree => Processes;

    public Containment Containment => Containment.Session;

    public Task<ResourceLimit>? LimitExceeded => Limit?.Task;

    public string? Unguarded => null;

    public StartException? StartFailure => null;

    public IChild Launch(ProcessSpec spec, string runId) => this;

    public void RunForeignCode(Action code, bool mayRunLater)
    {
        if (mayRunLater && _schedule.Choose(2) == 0)
        {
            _schedule.Begin("foreign code", code);
            return;
        }

        using (OwnContext.Leave())
            code();
    }

    public ChildAccount Reap()
    {
        _schedule.Reach();
        _schedule.Tell("the programs are reaped");
        if (++Reaps > 1)
            _schedule.Fail("The programs are reaped twice.");
        if (Programs.Any(static program => program.IsAlive))
            _schedule.Fail("A program is reaped while it is alive.");
        Processes.IsReaped = true;
        WasReapedWhileDraining = !Output.End.IsDisposed || Errors.Any(static error => !error.End.IsDisposed);
        return ChildAccount.Of([.. Programs.Select(static program => program.Account)]);
    }

    public void Dispose()
    {
        if (++Disposals > 1)
            _schedule.Fail("The child is disposed twice.");
        StandardOutput.Dispose();
        foreach (var error in Errors)
            error.End.Dispose();
    }
}
