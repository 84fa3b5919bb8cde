using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>A program that a cmdlet was asked to run: the only one, or one of a pipeline.</summary>
/// <param name="FilePath">As it was named, or as <see cref="FoundBy"/> finds it.</param>
/// <param name="Arguments">Each as the program gets it.</param>
internal sealed record CalledStage(string FilePath, IReadOnlyList<CalledArgument> Arguments)
{
    /// <summary>See <see cref="ProcessSpec.IsLastArgumentRaw"/>.</summary>
    public bool IsLastArgumentRaw { get; init; }

    /// <summary>Where redirections send its streams.</summary>
    public StageStreams Streams { get; init; } = StageStreams.None;

    /// <summary>Where its name stands in a command block; null without one. Not its arguments, which may be secret.</summary>
    public IScriptExtent? Extent { get; init; }

    /// <summary>The same with the program as the caller's session finds it: a full path, or a name to be found on PATH.</summary>
    /// <exception cref="InvalidParameterException">It is no path of the file system.</exception>
    public CalledStage FoundBy(PSCmdlet cmdlet) =>
        this with { FilePath = PathResolver.ResolveProgram(cmdlet, Extent is null ? nameof(ProgramCommand.FilePath) : nameof(ProgramCommand.ScriptBlock), FilePath) };

    /// <summary>The same with relative paths, of the program and of redirections, as those of a folder.</summary>
    /// <param name="cmdlet">Whose drives there are.</param>
    /// <param name="folder">The full path.</param>
    public CalledStage In(PSCmdlet cmdlet, string folder) => this with
    {
        FilePath = PathResolver.IsProgramName(FilePath) ? FilePath : PathResolver.In(cmdlet, folder, FilePath),
        Streams = Streams with { Output = Streams.Output?.In(cmdlet, folder), Error = Streams.Error?.In(cmdlet, folder) },
    };

    /// <summary>The spec of a pipeline of programs.</summary>
    /// <param name="stages">The programs in order; at least one.</param>
    /// <param name="input">What the first one reads.</param>
    /// <param name="each">What else holds for each of them.</param>
    public static ProcessSpec Join(IReadOnlyList<CalledStage> stages, ProcessInput input, ProcessSpec each)
    {
        ProcessSpec? joined = null;
        foreach (var stage in stages)
        {
            joined = each with
            {
                FilePath = stage.FilePath,
                ArgumentList = [.. stage.Arguments.Select(static argument => argument.Text)],
                SensitiveArguments = stage.FindSecrets(),
                IsLastArgumentRaw = stage.IsLastArgumentRaw,
                MergeStandardError = stage.Streams.IsMerged,
                Input = joined is null ? input : ProcessInput.Empty,
                PipedFrom = joined,
            };
        }

        return joined!;
    }

    private SensitivePart[] FindSecrets() =>
        [.. Arguments.Select(static (argument, index) => argument.SecretFrom is { } start ? new SensitivePart(index, start) : (SensitivePart?)null).OfType<SensitivePart>()];
}
