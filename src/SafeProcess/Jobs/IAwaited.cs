namespace SafeProcess.Commands;

/// <summary>Something that <c>Wait-SafeProcess</c> waits for. Dispose it to look for it no longer.</summary>
internal interface IAwaited : IDisposable
{
    /// <summary>What it is, as the subject of a sentence.</summary>
    string Name { get; }

    /// <summary>What came; null while it has not. Read on the pipeline thread, which is woken when it comes.</summary>
    object? Found { get; }
}
