namespace SafeProcess.Commands;

/// <summary>What became of one attempt at an item. With neither result nor failure it was not run.</summary>
/// <param name="Item">The item.</param>
/// <param name="Result">The result; null when nothing was run.</param>
/// <param name="Failure">Why nothing was run, or why the run's output or input broke off; null for none of these.</param>
internal sealed record BatchEnd(BatchItem Item, ProcessResult? Result, Exception? Failure)
{
    /// <summary>Which attempt it was; the item may be on its next one by now.</summary>
    public int Attempt { get; } = Item.Attempt;

    /// <summary>Where it ran; null for this machine.</summary>
    public string? ComputerName { get; } = Item.ComputerName;

    /// <summary>The end was told of before, as that of an attempt; now it is the item's.</summary>
    public bool WasTold { get; init; }

    public bool Success => Failure is null && Result is { Success: true };

    public bool WasTried => Result is not null || Failure is not null;

    /// <summary>The item was not run.</summary>
    public static BatchEnd NotRun(BatchItem item) => new(item, null, null);

    /// <summary>What a run's task says, once it is completed.</summary>
    public static BatchEnd Of(BatchItem item, Task<ProcessResult> run) => run switch
    {
        { IsCompletedSuccessfully: true } => new(item, run.Result, null),
        { IsCanceled: true } => NotRun(item),
        { Exception.InnerException: ProcessFailedException failure } => new(item, failure.Result, failure),
        { Exception.InnerException: SessionItemException failure } => new(item, failure.Result, failure),
        _ => new(item, null, run.Exception!.InnerException),
    };
}
