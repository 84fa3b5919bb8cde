using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>Runs the items of a batch as runs of this host process that keep their output as text, or where redirections send it.</summary>
/// <param name="runspace">The runspace the batch belongs to.</param>
/// <param name="throttleLimit">The most runs at once; at least 1.</param>
/// <param name="events">Gives what is told of an item's steps; null for nobody.</param>
internal sealed class BatchRunner(Runspace? runspace, int throttleLimit, Func<BatchItem, IProgress<RunEvent>>? events) : IBatchRunner
{
    /// <inheritdoc/>
    public int MostAtOnce => throttleLimit;

    /// <inheritdoc/>
    public async Task<ProcessResult> RunAsync(BatchItem item, ProcessSpec spec, CancellationToken stop)
    {
        using var active = new ActiveRun { Kind = RunKind.Batch, Runspace = runspace };
        using var stopping = stop.UnsafeRegister(static run => ((ActiveRun)run!).RequestStop(), active);
        using var plan = new OutputPlan(item.Output!, DropLines, DropLines);
        try
        {
            return await active.Start(spec, plan.Sink, events?.Invoke(item)).Completion.ConfigureAwait(false);
        }
        catch (StartException)
        {
            plan.Undo();
            throw;
        }
        catch (PipelineStoppedException stopped)
        {
            throw new OperationCanceledException(stopped.Message, stopped);
        }
    }

    // Results have their output as text.
    private static ValueTask DropLines(IReadOnlyList<string> lines, CancellationToken cancellationToken) => default;
}
