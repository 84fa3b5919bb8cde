using SafeProcess.Platform;

namespace SafeProcess;

/// <summary>Files that take a stream of a run.</summary>
public static class StreamFile
{
    /// <summary>Whether a path leads to a pipe that has a name in the file system (<c>fifo(7)</c>). To open one may wait for ever, and to close it is an
    /// end of file to who reads it. Never on Windows.</summary>
    public static bool IsFifo(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ProgramConventions.Current.IsNamedPipe(path);
    }

    /// <summary>Opens a file, and makes it when there is none. Others may read, write and remove it meanwhile. A FIFO is not waited for.</summary>
    /// <exception cref="IOException">It cannot be opened, no file can have this name, or it is a FIFO that nobody reads; also
    /// <see cref="UnauthorizedAccessException"/>.</exception>
    internal static FileStream Open(string path, bool append)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!ProgramConventions.Current.CanPass(path))
            throw new IOException($"'{path}' has half of a character (a lone surrogate), which no name of a file can have");
        return IsFifo(path)
            ? ProgramConventions.Current.OpenNamedPipe(path)
            : new FileStream(path, append ? FileMode.Append : FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }
}
