namespace SafeProcess.Commands;

/// <summary>Removes folders with what programs left in them.</summary>
internal static class RemovedFolder
{
    /// <summary>Removes a folder as far as this user may.</summary>
    public static void Remove(string path)
    {
        try
        {
            TryRemove(path);
        }
        catch (Exception e) when (FileSender.IsOfFile(e))
        {
            // Another user's program may have left something in it, and nobody is helped by an item that fails for it.
        }
    }

    private static void TryRemove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception e) when (FileSender.IsOfFile(e))
        {
            // As of a folder that its own owner may not write into.
            OpenAll(new DirectoryInfo(path));
            Directory.Delete(path, recursive: true);
        }
    }

    private static void OpenAll(DirectoryInfo folder)
    {
        FileTraits.Open(folder);
        foreach (var below in folder.EnumerateDirectories())
        {
            if (below.LinkTarget is null)
                OpenAll(below);
        }
    }
}
