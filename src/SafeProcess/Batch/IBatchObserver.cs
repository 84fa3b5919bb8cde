namespace SafeProcess.Commands;

/// <summary>Is told what becomes of the items. Called on any thread, also on several at once; must not block for long.</summary>
internal interface IBatchObserver
{
    /// <summary>An attempt has ended, or the item will not be run.</summary>
    /// <param name="end">What became of it.</param>
    /// <param name="retryDelay">How long it is until the item is run again; null when this is the item's end, which comes exactly
    /// once for each.</param>
    void Ended(BatchEnd end, TimeSpan? retryDelay);
}
