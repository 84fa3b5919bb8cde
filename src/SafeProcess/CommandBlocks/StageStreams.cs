using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Where the redirections of a program send its two streams.</summary>
internal sealed record StageStreams
{
    /// <summary>No redirection.</summary>
    public static StageStreams None { get; } = new();

    /// <summary><c>2&gt;&amp;1</c> and <c>*&gt;</c>: standard error goes where standard output goes.</summary>
    public bool IsMerged { get; init; }

    /// <summary><c>&gt;</c> and <c>&gt;&gt;</c>; null for none.</summary>
    public StreamTarget? Output { get; init; }

    /// <summary><c>2&gt;</c> and <c>2&gt;&gt;</c>; null for none.</summary>
    public StreamTarget? Error { get; init; }

    /// <summary>Reads redirections.</summary>
    /// <param name="redirections">As they were typed.</param>
    /// <param name="locations">The values of their files, in order.</param>
    /// <exception cref="InvalidCommandBlockException">A program has no such stream.</exception>
    public static StageStreams Read(IEnumerable<RedirectionAst> redirections, IEnumerator<object?> locations)
    {
        var streams = new StageStreams();
        foreach (var redirection in redirections)
        {
            streams = redirection switch
            {
                MergingRedirectionAst { FromStream: RedirectionStream.Error or RedirectionStream.All, ToStream: RedirectionStream.Output } =>
                    streams with { IsMerged = true },
                FileRedirectionAst { FromStream: RedirectionStream.Output } file => streams with { Output = StreamTarget.Read(file, locations) },
                FileRedirectionAst { FromStream: RedirectionStream.Error } file => streams with { Error = StreamTarget.Read(file, locations) },
                FileRedirectionAst { FromStream: RedirectionStream.All } file => streams with { IsMerged = true, Output = StreamTarget.Read(file, locations) },
                _ => throw new InvalidCommandBlockException(
                    redirection.Extent, "redirects a stream that programs do not have", "They have standard output (1) and standard error (2)."),
            };
        }

        return streams;
    }
}

/// <summary>The file of a redirection.</summary>
/// <param name="Path">As it was given; null for <c>$null</c>, which drops the stream.</param>
/// <param name="Append">Whether the file is kept and written at its end.</param>
/// <param name="Where">In the text that was typed.</param>
internal sealed record StreamTarget(string? Path, bool Append, IScriptExtent Where)
{
    /// <summary>Takes the next value as the file.</summary>
    public static StreamTarget Read(FileRedirectionAst file, IEnumerator<object?> locations)
    {
        locations.MoveNext();
        var path = LanguagePrimitives.ConvertTo<string>(locations.Current);
        return new StreamTarget(string.IsNullOrEmpty(path) ? null : path, file.Append, file.Extent);
    }

    /// <summary>The same with a relative path as that of a folder.</summary>
    public StreamTarget In(PSCmdlet cmdlet, string folder) => this with { Path = Path is null ? null : PathResolver.In(cmdlet, folder, Path) };
}
