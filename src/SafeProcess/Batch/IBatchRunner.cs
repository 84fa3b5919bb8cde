namespace SafeProcess.Commands;

/// <summary>What a scheduler runs items with.</summary>
internal interface IBatchRunner
{
    /// <summary>The most runs it takes at once, which may change. On any thread.</summary>
    int MostAtOnce { get; }

    /// <summary>Starts a run on the calling thread. Never throws: what goes wrong is in the task.</summary>
    /// <param name="item">The item.</param>
    /// <param name="spec">What to run: the item's, with what the batch adds.</param>
    /// <param name="stop">Takes the run down the stop ladder; canceled before the start, nothing is started and the task is canceled.</param>
    Task<ProcessResult> RunAsync(BatchItem item, ProcessSpec spec, CancellationToken stop);
}
