using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Turns paths as people write them in PowerShell (relative to its current location, which is not the host process's
/// current directory; with <c>~</c>; on a drive of PowerShell's) into paths of the file system.</summary>
internal static class PathResolver
{
    private static readonly char[] _marks = ['/', '\\', ':'];

    /// <summary>The full path of a file or directory, which need not exist. Wildcards are ordinary characters.</summary>
    /// <exception cref="ArgumentException">It is not in the file system; <see cref="ArgumentException.ParamName"/> is the parameter.</exception>
    public static string Resolve(PSCmdlet cmdlet, string parameter, string path)
    {
        if (path.Length == 0)
            throw new InvalidParameterException(parameter, "is empty");
        if (Path.IsPathFullyQualified(path) && !IsOnOwnDrive(cmdlet, path))
            return path;
        try
        {
            var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem"
                ? full
                : throw IsElsewhere(parameter, path, provider);
        }
        catch (Exception e) when (e is SessionStateException or PSInvalidOperationException or NotSupportedException)
        {
            throw new InvalidParameterException(parameter, $"is '{path}': {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>The full paths of the files and directories that a path with wildcards means; none where there is none.</summary>
    /// <exception cref="ArgumentException">See <see cref="Resolve"/>.</exception>
    public static IReadOnlyList<string> ResolveAll(PSCmdlet cmdlet, string parameter, string path)
    {
        try
        {
            var full = cmdlet.GetResolvedProviderPathFromPSPath(path, out var provider);
            return provider.Name == "FileSystem" ? full : throw IsElsewhere(parameter, path, provider);
        }
        catch (ItemNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is SessionStateException or PSInvalidOperationException or NotSupportedException or WildcardPatternException)
        {
            throw new InvalidParameterException(parameter, $"is '{path}': {e.Message.TrimEnd('.')}");
        }
    }

    private static InvalidParameterException IsElsewhere(string parameter, string path, ProviderInfo provider) =>
        new(parameter, $"is '{path}', which the provider {provider.Name} holds, not the file system");

    /// <summary>Whether a path that names a drive by one letter, as the system's own do, is on one that only PowerShell knows
    /// (<c>New-PSDrive U FileSystem C:\tools</c>).</summary>
    private static bool IsOnOwnDrive(PSCmdlet cmdlet, string path)
    {
        if (path.Length < 2 || path[1] != Path.VolumeSeparatorChar || !char.IsAsciiLetter(path[0]))
            return false;
        try
        {
            var drive = cmdlet.SessionState.Drive.Get(path[..1]);
            return drive.Provider.Name != "FileSystem" || !drive.Root.TrimEnd('\\', '/').Equals(path[..2], StringComparison.OrdinalIgnoreCase);
        }
        catch (SessionStateException)
        {
            // Of the system's drives PowerShell may lack some.
            return false;
        }
    }

    /// <summary>A program: a path is resolved, a bare name is left to be found on PATH.</summary>
    /// <exception cref="ArgumentException">See <see cref="Resolve"/>.</exception>
    public static string ResolveProgram(PSCmdlet cmdlet, string parameter, string program) =>
        IsProgramName(program) ? program : Resolve(cmdlet, parameter, program);

    /// <summary>Whether a program is a name to be found on PATH, and no path.</summary>
    public static bool IsProgramName(string program) => program.IndexOfAny(_marks) < 0 && program != "~";

    /// <summary>Whether a path depends on the location: it begins with neither a root nor a drive of PowerShell's nor <c>~</c>.</summary>
    public static bool IsRelative(PSCmdlet cmdlet, string path) =>
        !Path.IsPathRooted(path) && path != "~" && !path.StartsWith("~/", StringComparison.Ordinal) && !path.StartsWith("~\\", StringComparison.Ordinal)
        && !cmdlet.SessionState.Path.IsPSAbsolute(path, out _);

    /// <summary>A relative path as that of a folder; any other as it is.</summary>
    public static string In(PSCmdlet cmdlet, string folder, string path) => IsRelative(cmdlet, path) ? Path.Combine(folder, path) : path;

    /// <summary>PowerShell's current location in the file system, also while it is somewhere else.</summary>
    public static string CurrentDirectory(PSCmdlet cmdlet)
    {
        var location = cmdlet.SessionState.Path.CurrentFileSystemLocation;

        // ProviderPath says the same, but looks at the system's mounts each time, which takes a tenth of a short run.
        return location.Drive is { } drive ? Path.Combine(drive.Root, drive.CurrentLocation) : location.ProviderPath;
    }
}
