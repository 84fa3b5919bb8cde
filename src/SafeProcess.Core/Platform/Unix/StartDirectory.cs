namespace SafeProcess.Platform.Unix;

/// <summary>Finds the directory a program starts in.</summary>
internal static class StartDirectory
{
    /// <returns>A full path.</returns>
    /// <exception cref="StartException">There is no such directory.</exception>
    public static string Of(ProcessSpec spec)
    {
        try
        {
            if (spec.WorkingDirectory is null)
                return Environment.CurrentDirectory;
        }
        catch (IOException failure)
        {
            throw LaunchFailure.Directory(spec, "The host's current directory", "does not exist any more", failure);
        }

        var directory = CommandLookup.FullPath(spec.WorkingDirectory);
        if (!Directory.Exists(directory))
            throw LaunchFailure.Directory(spec, $"The working directory '{directory}'", File.Exists(directory) ? "is not a directory" : "does not exist");
        return directory;
    }
}
