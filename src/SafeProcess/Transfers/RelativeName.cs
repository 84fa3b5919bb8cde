using System.Text;

namespace SafeProcess.Commands;

/// <summary>Names of files below the folder of an item, in which <c>/</c> parts folders on every system.</summary>
internal static class RelativeName
{
    // PowerShell takes both on every system.
    private static readonly char[] _separators = ['/', '\\'];
    private static readonly char[] _noNames = Path.GetInvalidFileNameChars();
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The name that a relative path is.</summary>
    /// <param name="parameter">Who has it, for the error.</param>
    /// <param name="path">As it was given.</param>
    /// <exception cref="InvalidParameterException">It is absolute, leaves the folder or names nothing.</exception>
    public static string Read(string parameter, string path)
    {
        if (Path.IsPathRooted(path))
            throw new InvalidParameterException(parameter, $"has '{path}', which is absolute: it must be relative to the folder of the item");
        string[] parts = [.. path.Split(_separators).Where(static part => part is not ("" or "."))];
        if (parts.Contains(".."))
            throw new InvalidParameterException(parameter, $"has '{path}', in which '..' leaves the folder of the item");
        if (parts is [])
            throw new InvalidParameterException(parameter, $"has '{path}', which names no file");
        return Passable(parameter, string.Join('/', parts));
    }

    /// <summary>The name that an absolute path becomes: that of the file.</summary>
    /// <exception cref="InvalidParameterException">It has none.</exception>
    public static string Last(string parameter, string path) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) is { Length: > 0 } name
            ? Passable(parameter, name)
            : throw new InvalidParameterException(parameter, $"has '{path}', which names no file");

    /// <summary>The path of a name below a folder of this system.</summary>
    /// <exception cref="IOException">No file here can have that name, or it would not be in the folder.</exception>
    public static string Below(string folder, string name)
    {
        var parts = name.Split('/');
        return Array.TrueForAll(parts, static part => part is not ("" or "." or "..") && part.IndexOfAny(_noNames) < 0)
            ? Path.Combine([folder, .. parts])
            : throw new IOException($"'{name}' can be no name of a file there.");
    }

    // What would become another name on its way: half of a character.
    private static string Passable(string parameter, string name)
    {
        try
        {
            if (!name.Contains('\0', StringComparison.Ordinal) && _strict.GetByteCount(name) > 0)
                return name;
        }
        catch (EncoderFallbackException)
        {
        }

        throw new InvalidParameterException(parameter, $"has '{name}', which can be no name of a file");
    }
}
