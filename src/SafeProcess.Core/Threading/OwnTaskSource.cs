using System.Threading.Tasks.Sources;

namespace SafeProcess.Threading;

/// <summary>What <see cref="ManualResetValueTaskSourceCore{TResult}"/> is, without the host's thread pool: whoever awaits goes on where the result is set or, if it came
/// first, on a thread of the library's own. For one operation after another, each awaited once, by code that captures no context.</summary>
internal struct OwnTaskSource<T>
{
    private static readonly Action<object?> _completed = static _ => { };

    private Action<object?>? _continuation;
    private object? _state;
    private T _result;

    /// <summary>Which operation it is.</summary>
    public short Version { get; private set; }

    /// <summary>Another operation begins.</summary>
    public void Reset()
    {
        Version++;
        (_continuation, _state, _result) = (null, null, default!);
    }

    /// <summary>Ends the operation. Whoever awaits it goes on inside this call.</summary>
    public void SetResult(T result)
    {
        _result = result;
        if (Interlocked.Exchange(ref _continuation, _completed) is { } continuation)
            continuation(_state);
    }

    /// <inheritdoc cref="IValueTaskSource{TResult}.GetResult"/>
    public readonly T GetResult(short token) => token == Version ? _result : throw new InvalidOperationException("The result was asked for twice.");

    /// <inheritdoc cref="IValueTaskSource{TResult}.GetStatus"/>
    public readonly ValueTaskSourceStatus GetStatus() =>
        Volatile.Read(in _continuation) == _completed ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    /// <inheritdoc cref="IValueTaskSource{TResult}.OnCompleted"/>
    public void OnCompleted(Action<object?> continuation, object? state)
    {
        _state = state;
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
            OwnThreads.OfRuns.Post(continuation, state);
    }
}
