namespace SafeProcess.Core.Tests.Unit.Fakes;

/// <summary>The synchronization context of a caller who keeps its thread busy: what is posted there would wait for that.</summary>
internal sealed class CallersContext : SynchronizationContext
{
    private int _posts;

    public int Posts => Volatile.Read(ref _posts);

    /// <summary>Calls something as that caller does.</summary>
    public T Call<T>(Func<T> function)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return function();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        Interlocked.Increment(ref _posts);
        base.Post(d, state);
    }
}
