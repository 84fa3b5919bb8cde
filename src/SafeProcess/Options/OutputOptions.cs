using System.Text;

namespace SafeProcess.Commands;

/// <summary>What the parameters say of a run's output.</summary>
/// <param name="Form">What the cmdlet gives.</param>
/// <param name="MergeStandardError">Both streams as one.</param>
/// <param name="StandardOutputPath">The full path of the file that takes standard output; null for none.</param>
/// <param name="StandardErrorPath">The full path of the file that takes standard error; null for none.</param>
/// <param name="Encoding">Null for Core's own choice.</param>
/// <param name="Limit">See <c>-OutputLimit</c>.</param>
internal sealed record OutputOptions(
    OutputForm Form, bool MergeStandardError, string? StandardOutputPath, string? StandardErrorPath, Encoding? Encoding, long Limit)
{
    // The longest array, which is the most a captured stream can be.
    private const long LargestLimit = 2_147_483_591;

    /// <summary>Checks what can be checked without touching a file.</summary>
    /// <exception cref="InvalidParameterException">Two parameters contradict each other, or one is out of range.</exception>
    public void Validate()
    {
        if (MergeStandardError && Form is not (OutputForm.Line or OutputForm.Text))
            throw new InvalidParameterException(nameof(MergeStandardError), $"cannot be used with -As {Form}: it needs -As Line or -As Text");
        if (MergeStandardError && StandardErrorPath is not null)
            throw new InvalidParameterException(nameof(StandardErrorPath), "cannot be used with -MergeStandardError, which leaves no standard error of its own");
        if (Limit is < 1 or > LargestLimit)
            throw new InvalidParameterException("OutputLimit", $"is {Limit}: it must be from 1 to {LargestLimit} bytes");
        if (StandardOutputPath is not null && StandardOutputPath == StandardErrorPath)
            throw SameFile(StandardErrorPath);
    }

    /// <summary>Both streams would go to one file, each overwriting the other.</summary>
    public static InvalidParameterException SameFile(string path) =>
        new(nameof(StandardErrorPath), $"is '{path}', the same file as -StandardOutputPath; -MergeStandardError puts both streams in one");
}
