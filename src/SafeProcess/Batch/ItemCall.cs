namespace SafeProcess.Commands;

/// <summary>What is to be run for an item of a batch, as values that mean the same in every session: no path is resolved, no script block is left.</summary>
/// <param name="Index">Counts the items from 0 as they came.</param>
/// <param name="Stages">The programs in the order of the pipeline; at least one.</param>
internal sealed record ItemCall(long Index, IReadOnlyList<CalledStage> Stages)
{
    /// <summary>As it was given; null for the session's current location.</summary>
    public string? WorkingDirectory { get; init; }

    public CalledEnvironment Environment { get; init; } = CalledEnvironment.None;

    /// <summary>Null for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }
}
