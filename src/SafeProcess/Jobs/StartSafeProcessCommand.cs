using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Runs a program in the background, here or in another session, as a PowerShell job.</para>
/// </summary>
[Cmdlet(
    VerbsLifecycle.Start, "SafeProcess", DefaultParameterSetName = ProgramSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpPages.Address + "Start-SafeProcess.md")]
[OutputType(typeof(SafeProcessJob))]
public sealed class StartSafeProcessCommand : ProgramCommand, IDisposable
{
    private volatile SafeProcessJob? _job;
    private volatile SafeProcessJob? _starting;
    private InputWriter? _input;
    private bool _handedOut;

    /// <summary>Standard input, which ends with the pipeline; as that of <c>Invoke-SafeProcess</c>.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>The name of the job; PowerShell's own (<c>Job1</c>) by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Hold the program back when unread output reaches the limit, instead of dropping the oldest lines.</summary>
    [Parameter]
    public SwitchParameter HoldBack { get; set; }

    /// <summary>An empty standard input, instead of one that waits for <c>Send-SafeProcessInput</c>.</summary>
    [Parameter]
    public SwitchParameter NoInput { get; set; }

    /// <summary>The session of another PowerShell in which the program runs; the job is one of this session.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSSession? Session { get; set; }

    /// <summary>Not for use: where a job that another session has started here tells of itself, and by which name.</summary>
    [Parameter(DontShow = true)]
    public string[]? Forward { get; set; }

    private protected override bool IsElsewhere => Session is not null;

    private bool HasPipelineInput => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Start();
        }
        catch (ArgumentException invalid) when (invalid is InvalidParameterException or InvalidCommandBlockException)
        {
            ThrowTerminatingError(RunErrors.For(invalid));
        }
        catch (StartException failure)
        {
            ThrowTerminatingError(RunErrors.For(failure, Hint(failure)));
        }
        catch (RuntimeException failure) when (IsElsewhere && failure is not PipelineStoppedException)
        {
            ThrowTerminatingError(failure.ErrorRecord);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Write(input => input.Add(InputObject));
        if (Stopping || _job is not { Over.IsCompleted: true })
            return;
        EndProcessing();
        UpstreamEnd.Request(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_job is null || _handedOut)
            return;
        Write(static input => input.Complete());
        _handedOut = true;
        if (Forward is not null)
        {
            WriteObject(FarRun.Started(_job));
            return;
        }

        SafeProcessJobSourceAdapter.Register(_job, JobManager);
        WriteObject(_job);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => (_job ?? _starting)?.Active.RequestStop();

    /// <summary>Ends a job that nobody got, because the pipeline stopped while its input was being written.</summary>
    public void Dispose()
    {
        _input?.Dispose();
        if (_handedOut || _job is null)
            return;
        _job.StopJob();
        _job.Dispose();
    }

    private void Write(Action<InputWriter> write)
    {
        if (_input is null)
            return;
        try
        {
            write(_input);
        }
        catch (InvalidParameterException invalid)
        {
            ThrowTerminatingError(RunErrors.For(invalid));
        }
    }

    private void Start()
    {
        if (NoInput && HasPipelineInput)
            throw new InvalidParameterException(nameof(NoInput), "cannot be used with pipeline input");
        // A file is the input, and nothing else can be sent.
        var input = NoInput || (StandardInputPath is not null && !HasPipelineInput) ? null : new JobInput(TextOfInput);
        var stages = ReadStages();
        var spec = ReadSpec(stages, ReadInput(input?.Pipe));
        if (Session is not null)
            StartThere(Session, stages, spec, input);
        else
            StartHere(stages, spec, input);
        if (_job is not null && input is not null && HasPipelineInput)
            Feed(input);
    }

    private void StartHere(IReadOnlyList<CalledStage> stages, ProcessSpec spec, JobInput? input)
    {
        var output = ReadOutputOptions(stages, OutputForm.Line);
        if (!ShouldRun(CommandLine.Show(spec), "Start"))
            return;

        var forward = Forward is [var channel, var id] ? new JobForward(Events, channel, id) : null;
        forward?.Open();
        var job = new SafeProcessJob(spec, new JobOptions(Name, OutputLimit, HoldBack, IsVerbose(), input, forward));
        try
        {
            // The limit is one of unread lines here, so it must not end a program for one long line.
            job.Start(spec, output with { Limit = Math.Max(output.Limit, OutputSink.DefaultLimit) });
        }
        catch
        {
            job.Dispose();
            throw;
        }

        _job = job;
    }

    private void StartThere(PSSession session, IReadOnlyList<CalledStage> stages, ProcessSpec spec, JobInput? input)
    {
        // What is on its way from there can be held back no more.
        if (HoldBack)
            throw new InvalidParameterException(nameof(HoldBack), $"cannot be used with -{nameof(Session)}: lines that are on their way cannot be held back");
        var call = new FarCall(stages, MyInvocation.BoundParameters);
        if (IsVerbose())
            call.TellSteps();
        if (!ShouldRun($"{CommandLine.Show(spec)} on {session.ComputerName}", "Start"))
            return;

        var there = FarSession.Of(session);
        there.DropCopies(Events);
        var job = _starting = new SafeProcessJob(spec, new JobOptions(Name, OutputLimit, HoldBack: false, Verbose: false, input), there);
        try
        {
            var pump = new PipelinePump(this);
            var started = job.StartThereAsync(call, spec);
            started.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pump.Wake);
            pump.EmitUntil(() => started.IsCompleted);
            started.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            job.Dispose();
            throw new PipelineStoppedException();
        }
        catch
        {
            job.Dispose();
            throw;
        }

        _job = job;
    }

    private void Feed(JobInput input)
    {
        var pump = new PipelinePump(this);
        input.Changed += pump.Wake;
        _input = new InputWriter(input.Pipe, pump, input.Text);
    }
}
