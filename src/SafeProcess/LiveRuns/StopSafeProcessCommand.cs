using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Ends runs of this session, each with its whole tree.</para>
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

    private readonly List<ActiveRun> _stopped = [];
    private PipelinePump? _pump;

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

    /// <summary>Emit the results.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var run in Given())
        {
            // Of what has ended there is nothing to stop, which is no error: it is what was wanted.
            if (run.Run is not { Completion.IsCompleted: false } going)
                continue;
            var command = CommandLine.Show(going.Spec);
            if (!ShouldProcess($"{command} (run {run.Id}, process {going.ProcessId})", "Stop"))
                continue;
            run.RequestStop();
            _stopped.Add(run);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var pump = _pump = new PipelinePump(this);
        var ends = Task.WhenAll(_stopped.Select(EndOfAsync));
        ends.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pump.Wake);
        pump.EmitUntil(() => ends.IsCompleted);
        if (!PassThru)
            return;
        foreach (var result in ends.GetAwaiter().GetResult().OfType<ProcessResult>())
            WriteObject(result);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _pump?.Interrupt();

    private IEnumerable<ActiveRun> Given() => ParameterSetName switch
    {
        InputObjectSet => InputObject.Select(static run => run.Active),
        JobSet => Job.Select(static job => job.Active),
        NameSet => RunSearch.ByName(this, Name),
        _ => RunSearch.ById(this, Id),
    };

    private static async Task<ProcessResult?> EndOfAsync(ActiveRun run)
    {
        // A job is to be in its last state when this returns.
        if (run.Job is { } job)
        {
            await job.Over.ConfigureAwait(false);
            return job.Result;
        }

        try
        {
            return await run.Run!.Completion.ConfigureAwait(false);
        }
        catch (ProcessFailedException failure)
        {
            return failure.Result;
        }
    }
}
