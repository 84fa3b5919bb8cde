namespace SafeProcess.Commands;

/// <summary>Does one thing after the other on the thread pool, in the order they were asked for. For what may block because it calls others'
/// event handlers, as adding to a job's streams does. From any thread.</summary>
internal sealed class SerialQueue
{
    private readonly object _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Queues an action; does not wait.</summary>
    /// <returns>Completes when the action has been done; fails when it threw.</returns>
    public Task Post(Action action)
    {
        lock (_gate)
        {
            return _last = _last.ContinueWith(
                static (_, state) => ((Action)state!)(), action, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
