using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The batches of this host process, so that none starts another run while its module is being removed. All members may be used
/// from any thread.</summary>
internal static class ActiveBatches
{
    private static readonly ConcurrentDictionary<BatchScheduler, Runspace?> _batches = new();

    public static void Add(BatchScheduler batch, Runspace? runspace) => _batches[batch] = runspace;

    public static void Remove(BatchScheduler batch) => _batches.TryRemove(batch, out _);

    /// <summary>Takes all runs of a runspace's batches down the stop ladder and starts no others. Does not wait.</summary>
    public static void StopAll(Runspace? runspace)
    {
        foreach (var (batch, owner) in _batches)
        {
            if (owner == runspace)
                batch.Stop();
        }
    }
}
