namespace SafeProcess.Commands;

/// <summary>One item of a batch: what came down the pipeline, and what is to be run for it.</summary>
/// <param name="index">Counts the items from 0 as they came.</param>
/// <param name="inputObject">What came down the pipeline.</param>
/// <param name="spec">What to run; null when the item does not say.</param>
internal sealed class BatchItem(long index, object? inputObject, ProcessSpec? spec)
{
    public long Index { get; } = index;

    public object? InputObject { get; } = inputObject;

    public ProcessSpec? Spec { get; } = spec;

    /// <summary>What came down the pipeline as it may be shown: a string that holds a secret of the run has it masked.</summary>
    public object? ShownObject =>
        Spec is not null && ItemScript.Unwrap(InputObject) is string text && SecretMask.Of(Spec).Hide([text])[0] is var shown && shown != text ? shown : InputObject;

    /// <summary>What another session is to run; null when the item is run in this one.</summary>
    public ItemCall? Call { get; init; }

    /// <summary>Where the latest run was sent; null for this machine.</summary>
    public string? ComputerName { get; set; }

    /// <summary>Where its output goes; null when there is nothing to run here.</summary>
    public OutputOptions? Output { get; init; }

    /// <summary>What the job log knows the run by; null when there is no log.</summary>
    public string? Key { get; init; }

    /// <summary>Which run of the item is the latest, from 1; 0 before the first.</summary>
    public int Attempt { get; set; }

    /// <summary>When the latest run began, from the beginning of the batch.</summary>
    public TimeSpan Started { get; set; }
}
