using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows.Launch;

/// <summary>Finds the file of a program: by a path, or by a name on PATH, with the extensions of PATHEXT.</summary>
/// <remarks>Never in the current directory by name alone, nor in the host's own, where CreateProcess would look first. Only what can be a program:
/// PATHEXT also names documents that Windows opens with another one.</remarks>
internal static class CommandLookup
{
    private const uint InvalidAttributes = 0xFFFFFFFF;
    private const uint DirectoryAttribute = 0x10;

    private static readonly string[] _programs = [".COM", ".EXE", ".BAT", ".CMD"];

    /// <returns>A full path.</returns>
    /// <exception cref="StartException">There is no such program.</exception>
    public static string Find(ProcessSpec spec)
    {
        var name = spec.FilePath;
        var extensions = Extensions(Variable(spec, "PATHEXT"));
        if (name.AsSpan().ContainsAny('\\', '/') || (name.Length > 1 && name[1] == ':'))
            return FindAt(name, Path.GetFullPath(name), extensions);

        string? document = null;
        foreach (var directory in (Variable(spec, "PATH") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // One that is relative, to the current directory or to that of another drive, would make what is found depend on where the host is.
            var folder = directory.Trim('"');
            if (!Path.IsPathFullyQualified(folder))
                continue;
            var path = Path.GetFullPath(name, folder);
            if (FindFile(path, extensions) is { } found)
                return found;
            if (IsFile(path))
                document ??= path;
        }

        throw document is null
            ? new StartException(StartFailure.CommandNotFound, name, $"'{name}' was not found on PATH.")
            : NoProgram(name, document);
    }

    private static string FindAt(string name, string path, IReadOnlyList<string> extensions)
    {
        if (FindFile(path, extensions) is { } found)
            return found;
        if (IsDirectory(path))
            throw new StartException(StartFailure.NotExecutable, name, $"'{path}' is a directory.");
        // What has another extension, or none, may be a program all the same: the system looks into it.
        if (!IsFile(path))
            throw new StartException(StartFailure.CommandNotFound, name, $"'{path}' does not exist.");
        return path;
    }

    private static string? FindFile(string path, IReadOnlyList<string> extensions)
    {
        if (HasExtension(path, _programs) && IsFile(path))
            return path;
        foreach (var extension in extensions)
        {
            if (IsFile(path + extension))
                return path + extension;
        }

        return null;
    }

    private static bool HasExtension(string path, string[] extensions) =>
        extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of PATHEXT, in its order, that are programs; all of them where it names none.</summary>
    private static string[] Extensions(string? variable)
    {
        string[] named = [.. (variable ?? "").Split(';', StringSplitOptions.TrimEntries).Where(one => _programs.Contains(one, StringComparer.OrdinalIgnoreCase))];
        return named.Length == 0 ? _programs : named;
    }

    // Attributes alone: an app execution alias cannot be opened, but run.
    private static bool IsFile(string path) => Kernel32.GetFileAttributes(path) is var attributes and not InvalidAttributes && (attributes & DirectoryAttribute) == 0;

    private static bool IsDirectory(string path) => Kernel32.GetFileAttributes(path) is var attributes and not InvalidAttributes && (attributes & DirectoryAttribute) != 0;

    private static StartException NoProgram(string name, string path) => new(
        StartFailure.NotExecutable, name, $"'{path}' is no program: {Documents.Advice(path)}.");

    /// <summary>The program is looked for where it will itself look, as the environment says that it is given.</summary>
    private static string? Variable(ProcessSpec spec, string name)
    {
        foreach (var (changed, value) in spec.Environment)
        {
            if (changed.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return Environment.GetEnvironmentVariable(name);
    }
}
