using System.Buffers;

namespace SafeProcess.Commands;

/// <summary>Reads files and folders and sends them in parts.</summary>
/// <param name="window">How far it may be ahead of the other side.</param>
/// <param name="lineOf">Makes the line of a part.</param>
/// <param name="send">Takes the lines.</param>
internal sealed class FileSender(SendWindow window, Func<SentPart, string> lineOf, Action<string> send)
{
    /// <summary>Sends a file, or a folder with what is in it.</summary>
    /// <param name="path">The full path here.</param>
    /// <param name="name">Its name there; see <see cref="RelativeName"/>.</param>
    /// <param name="stop">Ends it between two parts.</param>
    /// <exception cref="IOException">It cannot be read; also <see cref="UnauthorizedAccessException"/>.</exception>
    /// <exception cref="OperationCanceledException">It was to end.</exception>
    public void Send(string path, string name, CancellationToken stop)
    {
        if (Directory.Exists(path))
            SendFolder(new DirectoryInfo(path), name, stop);
        else
            SendFile(path, name, stop);
    }

    /// <summary>Whether an exception says that a file cannot be read or written.</summary>
    public static bool IsOfFile(Exception e) => e is IOException or UnauthorizedAccessException;

    private void SendFolder(DirectoryInfo folder, string name, CancellationToken stop)
    {
        Send(new SentPart { Name = name, Traits = FileTraits.Of(folder), IsFolder = true }, stop);
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            // One that leads up again would never end.
            if (entry.LinkTarget is not null && Directory.Exists(entry.FullName))
                throw new IOException($"'{entry.FullName}' is a link to a folder, which is not followed.");
            Send(entry.FullName, $"{name}/{entry.Name}", stop);
        }
    }

    private void SendFile(string path, string name, CancellationToken stop)
    {
        // To open it may wait for ever.
        if (StreamFile.IsFifo(path))
            throw new IOException($"'{path}' is a FIFO, which has no contents of its own.");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var part = new SentPart { Name = name, Traits = FileTraits.Of(new FileInfo(path)) };
        var buffer = ArrayPool<byte>.Shared.Rent(SentPart.MostBytes);
        try
        {
            int length;
            do
            {
                length = file.ReadAtLeast(buffer.AsSpan(0, SentPart.MostBytes), SentPart.MostBytes, throwOnEndOfStream: false);
                Send(part with { Data = buffer.AsMemory(0, length), GoesOn = length == SentPart.MostBytes }, stop);
                part = new SentPart();
            }
            while (length == SentPart.MostBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Send(SentPart part, CancellationToken stop)
    {
        var line = lineOf(part);
        window.Take(line.Length, stop);
        send(line);
    }
}
