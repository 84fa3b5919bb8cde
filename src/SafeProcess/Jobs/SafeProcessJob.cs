using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>A program that runs in the background, as a PowerShell job: <c>Get-Job</c>, <c>Wait-Job</c>, <c>Receive-Job</c>, <c>Stop-Job</c> and
/// <c>Remove-Job</c> know it. Its standard output comes as lines on the output stream, its standard error on the information stream with the
/// tag <c>StandardError</c>, the <see cref="ProcessResult"/> as the last object of the output. Safe from any thread.</summary>
/// <remarks>This file holds what others see of it; its life is in the other part of the class.</remarks>
public sealed partial class SafeProcessJob : Job2
{
    private readonly JobOptions _options;
    private readonly UnreadStream<PSObject> _output;
    private readonly UnreadStream<InformationRecord> _errorLines;
    private readonly LineHistory _history = new();
    private readonly SerialQueue _queue = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IJobRun _active;

    internal SafeProcessJob(ProcessSpec spec, JobOptions options, FarSession? session = null)
        : base(CommandLine.Show(spec), options.Name)
    {
        _options = options;
        _active = session is null ? new ActiveRun { Kind = RunKind.Job, Job = this } : new FarRun(this, session);
        _output = new(options.UnreadLimit, options.HoldBack, static item => item.BaseObject is string line ? LineSize.Of(line) : 0);
        _errorLines = new(options.UnreadLimit, options.HoldBack, static record => record.MessageData is string line ? LineSize.Of(line) : 0);
        PSJobTypeName = "SafeProcessJob";
        Output = _output;
        Information = _errorLines;
        Error.EnumeratorNeverBlocks = Warning.EnumeratorNeverBlocks = Verbose.EnumeratorNeverBlocks = true;
        Progress.EnumeratorNeverBlocks = Debug.EnumeratorNeverBlocks = true;
    }

    /// <summary>What became of the run; null until the job is finished.</summary>
    public ProcessResult? Result { get; private set; }

    /// <summary>The system's id of the program. After the run it may belong to another process.</summary>
    public int ProcessId => _active.ProcessId;

    /// <summary>The number by which the session that runs the program names the run: <c>Get-SafeProcess</c> shows it, <c>-Id</c> takes it. <see cref="Job.Id"/> is another one.</summary>
    public int RunId => _active.Id;

    /// <summary>How many lines were dropped because nobody read them, of both streams.</summary>
    public long DroppedLines { get; private set; }

    /// <summary>Bytes read from standard output so far.</summary>
    public long StandardOutputLength => _active.StandardOutputLength;

    /// <summary>Bytes read from standard error so far.</summary>
    public long StandardErrorLength => _active.StandardErrorLength;

    /// <summary>Program, outcome and duration in one line once the job is finished; else empty.</summary>
    public override string StatusMessage => Result?.ToString() ?? string.Empty;

    /// <summary>True when there is something to receive.</summary>
    public override bool HasMoreData =>
        Output.Count + Information.Count + Error.Count + Warning.Count + Verbose.Count > 0;

    /// <summary>Where it runs: here, or the machine of the session.</summary>
    public override string Location => _active.Location;

    /// <summary>What can be sent to; null when standard input is empty.</summary>
    internal JobInput? Input => _options.Input;

    /// <summary>The run.</summary>
    internal IJobRun Active => _active;

    /// <summary>The latest lines of both streams, received or not.</summary>
    internal LineHistory History => _history;

    /// <summary>Completes when the job is finished and all it has to tell is there to be received.</summary>
    internal Task Over => _over.Task;

    /// <summary>Takes the tree down the stop ladder and waits for its end.</summary>
    public override void StopJob()
    {
        StopJobAsync();
        Over.Wait();
    }

    /// <summary>Takes the tree down the stop ladder; <see cref="Job2.StopJobCompleted"/> tells the end.</summary>
    public override void StopJobAsync()
    {
        _active.RequestStop();

        // In the queue, so that the state never goes back and handlers that block do not block the caller.
        _ = _queue.Post(() =>
        {
            _stopCompletionIsAwaited = true;
            if (Over.IsCompleted)
                TellStopCompleted();
            else
                SetStateUnlessDisposed(JobState.Stopping);
        });
    }

    /// <inheritdoc cref="StopJob()"/>
    /// <param name="force">Of no meaning: a tree is always stopped in the same way.</param>
    /// <param name="reason">Of no meaning.</param>
    public override void StopJob(bool force, string reason) => StopJob();

    /// <inheritdoc cref="StopJobAsync()"/>
    /// <param name="force">Of no meaning: a tree is always stopped in the same way.</param>
    /// <param name="reason">Of no meaning.</param>
    public override void StopJobAsync(bool force, string reason) => StopJobAsync();

    /// <summary>Not supported: a job is started once, by <c>Start-SafeProcess</c>.</summary>
    public override void StartJob() => throw NotSupported();

    /// <inheritdoc cref="StartJob"/>
    public override void StartJobAsync() => throw NotSupported();

    /// <summary>Not supported.</summary>
    public override void SuspendJob() => throw NotSupported();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJobAsync() => throw NotSupported();

    /// <inheritdoc cref="SuspendJob()"/>
    /// <param name="force">Of no meaning.</param>
    /// <param name="reason">Of no meaning.</param>
    public override void SuspendJob(bool force, string reason) => throw NotSupported();

    /// <inheritdoc cref="SuspendJob()"/>
    /// <param name="force">Of no meaning.</param>
    /// <param name="reason">Of no meaning.</param>
    public override void SuspendJobAsync(bool force, string reason) => throw NotSupported();

    /// <summary>Not supported.</summary>
    public override void ResumeJob() => throw NotSupported();

    /// <inheritdoc cref="ResumeJob"/>
    public override void ResumeJobAsync() => throw NotSupported();

    /// <summary>Not supported: a job never asks anything.</summary>
    public override void UnblockJob() => throw NotSupported();

    /// <inheritdoc cref="UnblockJob"/>
    public override void UnblockJobAsync() => throw NotSupported();

    private static PSNotSupportedException NotSupported() =>
        new("A job of Start-SafeProcess is started once; it cannot be started again, suspended, resumed or unblocked.");
}
