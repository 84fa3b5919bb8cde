namespace SafeProcess.Commands;

/// <summary>A run of an item that some session is to end.</summary>
internal sealed class SentRun(BatchItem item, ItemCall call)
{
    // What waits for it goes on at once: it sends the next item.
    private readonly TaskCompletionSource<ProcessResult> _end = new();

    public BatchItem Item => item;

    public ItemCall Call => call;

    /// <summary>How many sessions were lost that had it.</summary>
    public int Losses { get; set; }

    public Task<ProcessResult> Task => _end.Task;

    /// <summary>It has ended in its session.</summary>
    public void End(SentEnd end)
    {
        if (end.Result is { } result)
            _end.TrySetResult(result);
        else
            Fail(end.Failure);
    }

    /// <summary>It has no end of its own.</summary>
    /// <param name="failure">Why; null when it was not run.</param>
    public void Fail(Exception? failure)
    {
        if (failure is null)
            Cancel();
        else
            _end.TrySetException(failure);
    }

    /// <summary>It was not run.</summary>
    public void Cancel() => _end.TrySetCanceled();
}
