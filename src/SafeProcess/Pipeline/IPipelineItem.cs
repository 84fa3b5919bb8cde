using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Something that happened on a runner's thread and that the pipeline is to see.</summary>
internal interface IPipelineItem
{
    /// <summary>Writes it. Called on the pipeline thread; throws when the pipeline is being stopped.</summary>
    void Emit(Cmdlet cmdlet);

    /// <summary>Nobody will see it any more. Called on any thread.</summary>
    void Drop();
}
