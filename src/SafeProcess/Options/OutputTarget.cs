using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>A file that is to take a stream, or nothing at all.</summary>
/// <param name="Path">The full path; null to drop the stream.</param>
/// <param name="Append">Keep what the file holds and write at its end.</param>
/// <param name="Parameter">Who asked for it.</param>
internal sealed record OutputTarget(string? Path, bool Append, string Parameter)
{
    /// <summary>Drops the stream.</summary>
    public static OutputTarget Nowhere { get; } = new(null, false, string.Empty);

    /// <summary>The redirection in a command block; null for a parameter.</summary>
    public IScriptExtent? Typed { get; init; }

    /// <summary>The error that says why this cannot take a stream.</summary>
    /// <param name="reason">What follows the name in a sentence.</param>
    /// <param name="inner">The cause; null for none.</param>
    public ArgumentException Refuse(string reason, Exception? inner = null) =>
        Typed is null ? new InvalidParameterException(Parameter, reason, inner) : new InvalidCommandBlockException(Typed, reason, "Nothing was started.");
}
