using SafeProcess.Commands;

namespace SafeProcess.Tests.Batch;

/// <summary>Runs nothing: each run goes on until the test ends it. Also keeps what the scheduler tells.</summary>
internal sealed class FakeRunner : IBatchRunner, IBatchObserver
{
    private readonly Dictionary<BatchItem, TaskCompletionSource<ProcessResult>> _runs = [];

    /// <summary>The index of each item that was started, in order; again for each attempt.</summary>
    public List<long> Started { get; } = [];

    /// <summary>Called at each start.</summary>
    public Action OnStart { get; set; } = static () => { };

    /// <summary>What each run was given.</summary>
    public List<ProcessSpec> Specs { get; } = [];

    /// <summary>The final ends.</summary>
    public List<BatchEnd> Ends { get; } = [];

    /// <summary>The delays before further attempts.</summary>
    public List<TimeSpan> Delays { get; } = [];

    /// <summary>The most runs there were at once.</summary>
    public int Most { get; private set; }

    /// <summary>Fails every start, as a system without processes does.</summary>
    public bool RefusesToStart { get; set; }

    public int MostAtOnce { get; set; } = int.MaxValue;

    public Task<ProcessResult> RunAsync(BatchItem item, ProcessSpec spec, CancellationToken stop)
    {
        Started.Add(item.Index);
        Specs.Add(spec);
        OnStart();
        if (RefusesToStart)
            return Task.FromException<ProcessResult>(new StartException(StartFailure.TooManyProcesses, spec.FilePath, "no process left"));
        var run = _runs[item] = new TaskCompletionSource<ProcessResult>();
        Most = Math.Max(Most, _runs.Count);
        stop.Register(() => End(item, Outcome.Canceled));
        return run.Task;
    }

    public void Ended(BatchEnd end, TimeSpan? retryDelay)
    {
        if (retryDelay is { } delay)
            Delays.Add(delay);
        else
            Ends.Add(end);
    }

    /// <summary>Ends the run of an item.</summary>
    public void End(BatchItem item, Outcome outcome = Outcome.Exited, int exitCode = 0)
    {
        if (_runs.Remove(item, out var run))
            run.SetResult(Result(outcome, exitCode));
    }

    public static ProcessResult Result(Outcome outcome, int exitCode) => new(OutputSink.Discard())
    {
        FilePath = "/bin/program",
        ArgumentList = [],
        WorkingDirectory = "/",
        ProcessId = 1,
        Outcome = outcome,
        Success = outcome == Outcome.Exited && exitCode == 0,
        ExitCode = outcome == Outcome.Exited ? exitCode : null,
        Signal = null,
        SignalNumber = null,
        StandardOutputLength = 0,
        StandardErrorLength = 0,
        StartTime = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.Zero,
        ProcessorTime = TimeSpan.Zero,
        PeakWorkingSet = null,
        Orphans = [],
        Diagnosis = [],
        Containment = default,
        ExceededLimit = null,
            Stages = [],
        LastErrorLine = null,
    };
}
