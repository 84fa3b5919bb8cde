using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>
/// <para type="synopsis">Lists what this session, or another, is running.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "SafeProcess", DefaultParameterSetName = NameSet, HelpUri = HelpPages.Address + "Get-SafeProcess.md")]
[OutputType(typeof(LiveRun))]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "PowerShell binds lists to arrays.")]
public sealed class GetSafeProcessCommand : Cmdlet
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    private PipelinePump? _pump;

    /// <summary>Only runs of programs, or of jobs, with these names; wildcards are permitted.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only the runs with these ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public int[]? Id { get; set; }

    /// <summary>The sessions of other PowerShells whose runs are listed, instead of this one's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSSession[]? Session { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var pump = _pump = new PipelinePump(this);
        if (Session is not null)
        {
            foreach (var run in FarRuns.List(this, pump, Session, Id is not null ? nameof(Id) : Name is null ? null : nameof(Name), Id as Array ?? Name))
                WriteObject(run.Session!.Mark(run));
            return;
        }

        var looks = Chosen().Select(LookAsync).ToArray();
        var all = Task.WhenAll(looks);
        all.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pump.Wake);
        pump.EmitUntil(() => all.IsCompleted);
        foreach (var run in all.GetAwaiter().GetResult())
        {
            // It may have ended while the system was looked at.
            if (run.ProcessCount > 0)
                WriteObject(run);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _pump?.Interrupt();

    private static async Task<LiveRun> LookAsync(ActiveRun active)
    {
        var run = active.Run!;
        return new LiveRun(active, run, await run.LookAsync().ConfigureAwait(false));
    }

    private IEnumerable<ActiveRun> Chosen()
    {
        var going = ActiveRuns.Going();
        if (Id is not null)
            return RunSearch.ById(this, Id, going).Cast<ActiveRun>();
        if (Name is null)
            return going;
        var named = Array.ConvertAll(Name, RunSearch.Named);
        return going.Where(run => named.Any(isNamed => isNamed(run)));
    }
}
