using System.Runtime.CompilerServices;

namespace SafeProcess.Threading;

/// <summary><c>await default(AnotherThread)</c> goes on on a thread of <see cref="OwnThreads.OfRuns"/>, never inside the call: what <see cref="Task.Yield"/> does, which asks the
/// host's thread pool where there is no context.</summary>
internal readonly struct AnotherThread : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public AnotherThread GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => OwnThreads.OfRuns.Post(static next => ((Action)next!)(), continuation);
}
