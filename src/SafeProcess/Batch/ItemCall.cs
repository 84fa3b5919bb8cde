using System.Management.Automation;

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

    /// <summary>What is copied to where it is run, and back; null when it has no folder of its own there.</summary>
    public ItemFiles? Files { get; init; }

    /// <summary>The same in its folder, which relative paths of programs and redirections are relative to.</summary>
    /// <param name="cmdlet">Whose drives there are.</param>
    /// <param name="folder">The full path.</param>
    public ItemCall In(PSCmdlet cmdlet, string folder) => this with { WorkingDirectory = folder, Stages = [.. Stages.Select(stage => stage.In(cmdlet, folder))] };
}
