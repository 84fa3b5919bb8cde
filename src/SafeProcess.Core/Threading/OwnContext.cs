namespace SafeProcess.Threading;

/// <summary>Where the code of a run goes on after an <c>await</c>: on the thread that made it go on, when that is one of the library's own, else on
/// <see cref="OwnThreads.OfRuns"/>. Without it .NET hands what awaits a task that completes at this very moment to the thread pool, which may have no thread
/// for it. So the code of runs awaits with <c>ConfigureAwait(true)</c>, and what it is called by from outside enters this context first.</summary>
internal sealed class OwnContext : SynchronizationContext
{
    /// <summary>For an <c>await</c> that waits for the end of a task, whichever it is.</summary>
    public const ConfigureAwaitOptions WhateverBecomesOfIt = ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    private static readonly OwnContext _instance = new();

    /// <summary>Dispose what is returned on the same thread, without an <c>await</c> in between: it brings back the context of before.</summary>
    public static Scope Enter() => new(_instance);

    /// <summary>The same for code that is not the library's: it goes on where it would without us.</summary>
    public static Scope Leave() => new(null);

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => OwnThreads.OfRuns.Post(new Action<object?>(d), state);

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Holds the context of before.</summary>
    internal readonly ref struct Scope
    {
        private readonly SynchronizationContext? _before;

        public Scope(SynchronizationContext? now)
        {
            _before = Current;
            SetSynchronizationContext(now);
        }

        public void Dispose() => SetSynchronizationContext(_before);
    }
}
