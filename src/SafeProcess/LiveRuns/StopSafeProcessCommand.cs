using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Ends runs of this session, or of another, each with its whole tree.</para>
/// </summary>
[Cmdlet(
    VerbsLifecycle.Stop, "SafeProcess", SupportsShouldProcess = true, DefaultParameterSetName = IdSet, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = HelpPages.Address + "Stop-SafeProcess.md")]
[OutputType(typeof(ProcessResult))]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public sealed class StopSafeProcessCommand : PSCmdlet
{
    private const string IdSet = "Id";
    private const string NameSet = "Name";
    private const string InputObjectSet = "InputObject";
    private const string JobSet = "Job";

    private readonly List<IRun> _stopped = [];
    private readonly List<LiveRun> _toStopThere = [];
    private volatile PipelinePump? _pump;
    private volatile bool _stopping;

    /// <summary>The ids of runs, as <c>Get-SafeProcess</c> shows them.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = IdSet)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>The names of programs or of jobs; wildcards are permitted.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Runs, as <c>Get-SafeProcess</c> gives them.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputObjectSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LiveRunCompleter))]
    public LiveRun[] InputObject { get; set; } = [];

    /// <summary>Jobs, as <c>Start-SafeProcess</c> or <c>Get-Job</c> gives them.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = JobSet)]
    [ValidateNotNullOrEmpty]
    [JobTransformation(VerbsLifecycle.Stop)]
    [ArgumentCompleter(typeof(JobCompleter))]
    public SafeProcessJob[] Job { get; set; } = [];

    /// <summary>The sessions of other PowerShells whose runs are meant, instead of this one's.</summary>
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    public PSSession[]? Session { get; set; }

    /// <summary>Not for use: a job in another session asks for the stop and hears of the end by itself.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Emit the results.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var run in Here())
            StopHere(run);
        _toStopThere.AddRange(There().Where(run =>
            ShouldProcess($"{run.Command} (run {run.Id}, process {run.ProcessId}) on {run.Session!.ComputerName}", "Stop")));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (NoWait)
            return;
        var pump = _pump = new PipelinePump(this);
        var ends = Task.WhenAll(_stopped.Select(static run => run.EndAsync()));
        ends.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pump.Wake);
        var there = FarRuns.Stop(this, pump, _toStopThere);
        pump.EmitUntil(() => ends.IsCompleted);
        if (!PassThru)
            return;
        foreach (var result in ends.GetAwaiter().GetResult().OfType<ProcessResult>())
            WriteObject(result);
        foreach (var result in there)
            WriteObject(result);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stopping = true;
        _pump?.Interrupt();
    }

    private IEnumerable<IRun> Here() => ParameterSetName switch
    {
        _ when Session is not null => [],
        InputObjectSet => InputObject.Select(static run => run.Active ?? run.Job?.Active).OfType<IRun>(),
        JobSet => Job.Select(static job => job.Active),
        NameSet => RunSearch.ByName(this, Name),
        _ => RunSearch.ById(this, Id),
    };

    private IEnumerable<LiveRun> There()
    {
        if (Session is null)
            return InputObject.Where(static run => run is { Session: not null, Job: null });
        var pump = _pump = new PipelinePump(this);
        if (_stopping)
            throw new PipelineStoppedException();
        if (ParameterSetName == IdSet)
            return FarRuns.List(this, pump, Session, nameof(Id), Id);
        var found = FarRuns.List(this, pump, Session, nameof(Name), Name);
        foreach (var name in Name.Where(name => RunSearch.IsMissing(name, found)))
            WriteError(FarErrors.RunNotFound(name));
        return found;
    }

    private void StopHere(IRun run)
    {
        // Of what has ended there is nothing to stop, which is no error: it is what was wanted.
        if (run.Target is not { } target || !ShouldProcess(target, "Stop"))
            return;
        run.RequestStop();
        _stopped.Add(run);
    }
}
