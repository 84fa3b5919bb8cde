using SafeProcess.Platform;

namespace SafeProcess;

/// <summary>Files that may hold secrets, arguments for example.</summary>
public static class PrivateFile
{
    /// <summary>Opens a file, and creates it, where these options do, for its owner's eyes only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to open it; the mode of a new file is set here.</param>
    /// <remarks>A file that is there keeps its rights. Windows: a new file has those of its folder.</remarks>
    /// <exception cref="IOException">The file cannot be opened; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static FileStream Open(string path, FileStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProgramConventions.Current.KeepPrivate(options);
        return new FileStream(path, options);
    }
}
