using System.Globalization;

namespace SafeProcess.Commands;

/// <summary>A batch ended before all of its items were run.</summary>
public sealed class ItemsNotRunException : Exception
{
    internal ItemsNotRunException(long count, BatchClosing reason)
        : base(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "item was" : "items were")} not run: {Why(reason)}.")) =>
        Count = count;

    /// <summary>How many items were not run.</summary>
    public long Count { get; }

    private static string Why(BatchClosing reason) => reason switch
    {
        BatchClosing.ItemFailed => "an item failed, and -FailFast ends the batch with it",
        BatchClosing.TimedOut => "the time of -BatchTimeout was over",
        BatchClosing.NoSession => "no session is left to run them in",
        _ => "the batch was stopped",
    };
}
