using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>Runs the items of a batch as runs of this host process that keep their output as text.</summary>
/// <param name="runspace">The runspace the batch belongs to.</param>
/// <param name="encoding">Of the output; null for Core's own choice.</param>
/// <param name="outputLimit">Bytes kept of each stream.</param>
/// <param name="events">Gives what is told of an item's steps; null for nobody.</param>
internal sealed class BatchRunner(
    Runspace? runspace, Encoding? encoding, long outputLimit, Func<BatchItem, IProgress<RunEvent>>? events) : IBatchRunner
{
    /// <inheritdoc/>
    public async Task<ProcessResult> RunAsync(BatchItem item, ProcessSpec spec, CancellationToken stop)
    {
        using var active = new ActiveRun { Kind = RunKind.Batch, Runspace = runspace };
        using var stopping = stop.UnsafeRegister(static run => ((ActiveRun)run!).RequestStop(), active);
        try
        {
            return await active.Start(spec, OutputSink.Text(encoding, outputLimit), events?.Invoke(item)).Completion.ConfigureAwait(false);
        }
        catch (PipelineStoppedException stopped)
        {
            throw new OperationCanceledException(stopped.Message, stopped);
        }
    }
}
