namespace SafeProcess.Commands;

/// <summary>What holds for a batch as a whole.</summary>
/// <param name="DelayBetween">The least time from one start to the next.</param>
/// <param name="Timeout">The longest time the batch may take; null for no limit.</param>
/// <param name="FailFast">The first item that fails ends the batch.</param>
/// <param name="Retry">Which items are run again, and when.</param>
internal sealed record BatchOptions(TimeSpan DelayBetween, TimeSpan? Timeout, bool FailFast, RetryPolicy Retry);

/// <summary>Why a batch starts nothing any more.</summary>
internal enum BatchClosing
{
    /// <summary>It does start what comes.</summary>
    Open,

    /// <summary>An item failed and the batch was to end with it.</summary>
    ItemFailed,

    /// <summary>The time for the whole batch is over.</summary>
    TimedOut,

    /// <summary>No session is left to run it in.</summary>
    NoSession,

    /// <summary>Somebody asked for it.</summary>
    Requested,
}
