namespace SafeProcess.Commands;

/// <summary>What a cmdlet gives for a run (<c>-As</c>).</summary>
public enum OutputForm
{
    /// <summary>A <see cref="ProcessResult"/> at the end, whatever the outcome. The default.</summary>
    Result,

    /// <summary>Standard output as one string, at the end.</summary>
    Text,

    /// <summary>The lines of standard output as strings, while the program runs.</summary>
    Line,

    /// <summary>Standard output as one <c>byte[]</c>, at the end.</summary>
    Byte,
}
