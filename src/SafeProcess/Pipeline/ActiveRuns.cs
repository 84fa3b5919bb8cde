using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The runs of this host process, so that removing the module or ending the session leaves none behind.</summary>
internal static class ActiveRuns
{
    // What the ladder takes besides the grace period, with room for a busy machine.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(1);

    // A host that is to end does not wait longer than this for a program, whatever its grace period.
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);
    private static readonly HashSet<PipelineRun> _runs = [];

    static ActiveRuns() => AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll(static _ => true);

    public static void Add(PipelineRun run)
    {
        lock (_runs)
            _runs.Add(run);
    }

    public static void Remove(PipelineRun run)
    {
        lock (_runs)
            _runs.Remove(run);
    }

    /// <summary>Takes all runs of a runspace down the stop ladder together and waits for their ends.</summary>
    public static void StopAll(Runspace? runspace) => StopAll(run => run.Runspace == runspace);

    private static void StopAll(Func<PipelineRun, bool> concerned)
    {
        PipelineRun[] runs;
        lock (_runs)
            runs = _runs.Where(concerned).ToArray();
        if (runs.Length == 0)
            return;

        foreach (var run in runs)
            run.RequestStop();
        var grace = runs.Max(run => run.GracePeriod);
        var patience = (grace < _longest ? grace : _longest) + _margin;
        var begun = TimeProvider.System.GetTimestamp();
        foreach (var run in runs)
        {
            var left = patience - TimeProvider.System.GetElapsedTime(begun);
            run.WaitForEnd(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }
}

/// <summary>Ends the runs of a runspace when the module is removed from it. Other runspaces have the module loaded as well, and
/// their runs go on.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => ActiveRuns.StopAll(Runspace.DefaultRunspace);
}
