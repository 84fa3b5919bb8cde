using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Takes the steps of a run to the verbose stream as they happen.</summary>
internal sealed class VerboseEvents(PipelinePump pump) : IProgress<RunEvent>
{
    /// <inheritdoc/>
    public void Report(RunEvent value) => pump.Post(new Step(value));

    private sealed class Step(RunEvent step) : IPipelineItem
    {
        public void Emit(Cmdlet cmdlet) => cmdlet.WriteVerbose(step.Message);

        public void Drop()
        {
        }
    }
}
