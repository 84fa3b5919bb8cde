namespace SafeProcess;

/// <summary>A line that a program wrote.</summary>
/// <param name="Kind">Where it wrote it. Of merged streams (<see cref="ProcessSpec.MergeStandardError"/>), and at a terminal, that is standard output.</param>
/// <param name="Text">The line without its end.</param>
public readonly record struct OutputLine(OutputKind Kind, string Text)
{
    /// <summary>Whether it was written to standard error.</summary>
    public bool IsError => Kind == OutputKind.StandardError;

    /// <summary><see cref="Text"/>.</summary>
    public override string ToString() => Text;
}

/// <summary>Which stream a program wrote to.</summary>
public enum OutputKind
{
    /// <summary>Standard output.</summary>
    StandardOutput,

    /// <summary>Standard error.</summary>
    StandardError,
}
