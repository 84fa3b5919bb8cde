using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>What the parameters say of a run's output.</summary>
/// <param name="Form">What the cmdlet gives.</param>
/// <param name="MergeStandardError">Both streams as one.</param>
/// <param name="Output">Where standard output goes instead of being captured; null for nowhere else.</param>
/// <param name="Error">Where standard error goes instead of being captured; null for nowhere else.</param>
/// <param name="Encoding">Null for Core's own choice.</param>
/// <param name="Limit">See <c>-OutputLimit</c>.</param>
internal sealed record OutputOptions(
    OutputForm Form, bool MergeStandardError, OutputTarget? Output, OutputTarget? Error, Encoding? Encoding, long Limit)
{
    /// <summary>Whether a program reads the text: of none it is to read none, and no empty line.</summary>
    public bool ForProgram { get; init; }

    /// <summary>Whether text keeps the newline at its end.</summary>
    public bool KeepNewline { get; init; }

    /// <summary>Whether what goes to a file is captured as well.</summary>
    public bool Tee { get; init; }

    /// <summary>Whether a person sees both streams while they are captured.</summary>
    public bool Show { get; init; }

    /// <summary>Whether escape sequences are taken out of what the program writes.</summary>
    public bool NoEscape { get; init; }

    /// <summary>Whether the program has a terminal, where both streams are one.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Where the standard error of single stages of a pipeline goes; null for an entry that goes with the rest.</summary>
    public IReadOnlyList<OutputTarget?> StageErrors { get; init; } = [];

    // The longest array, which is the most a captured stream can be.
    private const long LargestLimit = 2_147_483_591;

    /// <summary>These options with what the redirections of a command block say.</summary>
    /// <param name="cmdlet">Whose location counts.</param>
    /// <param name="stages">What is to be run.</param>
    /// <exception cref="InvalidParameterException">A parameter asks for the same stream.</exception>
    public OutputOptions Redirect(PSCmdlet cmdlet, IReadOnlyList<CalledStage> stages)
    {
        var last = stages[^1].Streams;
        var isPipeline = stages.Count > 1;
        return this with
        {
            MergeStandardError = MergeStandardError || last.IsMerged,
            Output = OutputTarget.Read(cmdlet, last.Output, Output),
            // What is redirected in a pipeline is one program's, not all of them's.
            Error = isPipeline ? Error : OutputTarget.Read(cmdlet, last.Error, Error),
            StageErrors = isPipeline ? [.. stages.Select(stage => OutputTarget.Read(cmdlet, stage.Streams.Error))] : [],
        };
    }

    /// <summary>Checks what can be checked without touching a file.</summary>
    /// <exception cref="InvalidParameterException">Two parameters contradict each other, or one is out of range.</exception>
    public void Validate()
    {
        if (IsTerminal && Error is not null)
            throw Error.Refuse("cannot be used with -Terminal, which leaves no standard error of its own");
        if (MergeStandardError && Error is not null)
            throw Error.Refuse("cannot be used with -MergeStandardError, which leaves no standard error of its own");
        if (Tee && Output is null && Error is null && StageErrors.All(static target => target is null))
            throw new InvalidParameterException(nameof(Tee), "needs a file: -StandardOutputPath, -StandardErrorPath or a redirection in the command block");
        if (Limit is < 1 or > LargestLimit)
            throw new InvalidParameterException("OutputLimit", $"is {Limit}: it must be from 1 to {LargestLimit} bytes");
        if (Output?.Path is { } path && path == Error?.Path)
            throw SameFile(Error);
        var paths = new HashSet<string?> { null, Output?.Path, Error?.Path };
        if (StageErrors.FirstOrDefault(target => target?.Path is not null && !paths.Add(target.Path)) is { } again)
            throw again.Refuse($"is '{again.Path}', which takes another stream already");
    }

    /// <summary>Both streams would go to one file, each overwriting the other.</summary>
    public static ArgumentException SameFile(OutputTarget target) => target.Refuse(
        $"is '{target.Path}', the same file as {(target.Typed is null ? "-StandardOutputPath; -MergeStandardError" : "that of standard output; 2>&1")} puts both streams in one");
}
