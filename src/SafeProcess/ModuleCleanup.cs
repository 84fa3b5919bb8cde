using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>Ends the runs of a runspace when the module is removed from it. Other runspaces have the module loaded as well, and
/// their runs go on.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        ActiveBatches.StopAll(Runspace.DefaultRunspace);
        ActiveRuns.StopAll(Runspace.DefaultRunspace);
    }
}
