using System.Management.Automation;
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

    /// <summary>The file of a parameter.</summary>
    /// <param name="cmdlet">Whose location counts.</param>
    /// <param name="parameter">Who asks for it.</param>
    /// <param name="path">As it was given; null for none.</param>
    /// <param name="append">See <see cref="Append"/>.</param>
    /// <exception cref="InvalidParameterException">It is no path of the file system.</exception>
    public static OutputTarget? Read(PSCmdlet cmdlet, string parameter, string? path, bool append) =>
        path is null ? null : new OutputTarget(PathResolver.Resolve(cmdlet, parameter, path), append, parameter);

    /// <summary>Where a redirection of a command block sends a stream.</summary>
    /// <param name="cmdlet">Whose location counts.</param>
    /// <param name="redirection">Null for none.</param>
    /// <param name="parameter">What a parameter says of the same stream; null when it says nothing.</param>
    /// <exception cref="InvalidParameterException">Both ask for the stream, or it is no path of the file system.</exception>
    public static OutputTarget? Read(PSCmdlet cmdlet, StreamTarget? redirection, OutputTarget? parameter = null)
    {
        if (redirection is null)
            return parameter;
        if (parameter is not null)
            throw parameter.Refuse($"cannot be used with {InvalidCommandBlockException.Quote(redirection.Where)} in the command block");
        return redirection.Path is { } file
            ? new OutputTarget(PathResolver.Resolve(cmdlet, nameof(ProgramCommand.ScriptBlock), file), redirection.Append, nameof(ProgramCommand.ScriptBlock)) { Typed = redirection.Where }
            : Nowhere;
    }

    /// <summary>The error that says why this cannot take a stream.</summary>
    /// <param name="reason">What follows the name in a sentence.</param>
    /// <param name="inner">The cause; null for none.</param>
    public ArgumentException Refuse(string reason, Exception? inner = null) =>
        Typed is null ? new InvalidParameterException(Parameter, reason, inner) : new InvalidCommandBlockException(Typed, reason, "Nothing was started.");
}
