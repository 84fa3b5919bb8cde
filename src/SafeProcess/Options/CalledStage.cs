using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>A program that a cmdlet was asked to run: the only one, or one of a pipeline.</summary>
/// <param name="FilePath">A full path, or a name to be found on PATH.</param>
/// <param name="ArgumentList">Each as the program gets it.</param>
internal sealed record CalledStage(string FilePath, string[] ArgumentList)
{
    /// <summary>Where redirections send its streams.</summary>
    public StageStreams Streams { get; init; } = StageStreams.None;

    /// <summary>Its place in a command block; null without one.</summary>
    public IScriptExtent? Extent { get; init; }
}
