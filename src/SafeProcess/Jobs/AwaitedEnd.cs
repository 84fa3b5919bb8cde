namespace SafeProcess.Commands;

/// <summary>The end of the job.</summary>
internal sealed class AwaitedEnd(SafeProcessJob job) : IAwaited
{
    /// <inheritdoc/>
    public string Name => "The end of the program";

    /// <inheritdoc/>
    public object? Found => job.Over.IsCompleted ? job.Result : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The job itself tells its end.
    }
}
