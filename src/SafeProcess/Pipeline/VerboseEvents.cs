using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Takes the steps of a run to the verbose stream as they happen.</summary>
/// <param name="pump">The way there.</param>
/// <param name="prefix">Comes before each step, to tell several runs apart.</param>
internal sealed class VerboseEvents(PipelinePump pump, string prefix = "") : IProgress<RunEvent>
{
    /// <inheritdoc/>
    public void Report(RunEvent value) => pump.Post(new Step(prefix + value.Message));

    private sealed class Step(string message) : IPipelineItem
    {
        public void Emit(Cmdlet cmdlet) => cmdlet.WriteVerbose(message);

        public void Drop()
        {
        }
    }
}
