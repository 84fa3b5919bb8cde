namespace SafeProcess.Commands;

/// <summary>Makes files and folders of the parts that come from another session. A file appears whole or not at all. Not safe from several threads at once.</summary>
/// <param name="place">Where a name belongs.</param>
internal sealed class FileReceiver(Func<string, string> place) : IDisposable
{
    private readonly List<(DirectoryInfo Folder, FileTraits Traits)> _folders = [];
    private FileStream? _file;
    private string _path = "";
    private FileTraits? _traits;

    /// <summary>Takes a part. What goes on from a file whose beginning failed is dropped.</summary>
    /// <exception cref="IOException">It cannot be written; also <see cref="UnauthorizedAccessException"/>.</exception>
    public void Take(SentPart part)
    {
        if (part.Name is not null)
            Begin(part);
        if (_file is null)
            return;
        try
        {
            _file.Write(part.Data.Span);
            if (!part.GoesOn)
                Finish(_file);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All that was sent has come: folders get what is kept of them, which might have kept their contents out.</summary>
    public void Complete()
    {
        Dispose();
        for (var i = _folders.Count; --i >= 0;)
            _folders[i].Traits.Give(_folders[i].Folder);
        _folders.Clear();
    }

    /// <summary>Leaves nothing of a file that has not come as a whole.</summary>
    public void Dispose()
    {
        if (_file is not { } file)
            return;
        _file = null;
        file.Dispose();
        File.Delete(file.Name);
    }

    private void Begin(SentPart part)
    {
        Dispose();
        _path = place(part.Name!);
        _traits = part.Traits;
        if (part.IsFolder)
        {
            var folder = new DirectoryInfo(_path);
            if (folder.Exists)
                return;
            folder.Create();
            _folders.Add((folder, part.Traits!));
            return;
        }

        var parent = Path.GetDirectoryName(_path)!;
        Directory.CreateDirectory(parent);
        // Beside the place it belongs to, as only that is sure to be on the same disk.
        var draft = Path.Combine(parent, $".safeprocess-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Delete, BufferSize = 0 };
        // Until its own mode is set nobody else may read it; without one it is a file like any other.
        _file = part.Traits!.Mode is null ? new FileStream(draft, options) : PrivateFile.Open(draft, options);
    }

    private void Finish(FileStream file)
    {
        _traits!.Give(file.SafeFileHandle);
        // Closed first, as one that is open is not renamed everywhere.
        file.Dispose();
        File.Move(file.Name, _path, overwrite: true);
        _file = null;
    }
}
