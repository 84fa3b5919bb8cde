namespace SafeProcess.Platform.Unix.Launch;

/// <summary>Finds the directory a program starts in.</summary>
internal static class StartDirectory
{
    /// <returns>A full path.</returns>
    /// <exception cref="StartException">There is no such directory.</exception>
    public static string Of(ProcessSpec spec)
    {
        if (spec.WorkingDirectory is null)
            return OfHost(spec);

        var directory = CommandLookup.FullPath(spec, spec.WorkingDirectory);
        if (!Directory.Exists(directory))
            throw LaunchFailure.Directory(spec, $"The working directory '{directory}'", File.Exists(directory) ? "is not a directory" : "does not exist");
        return directory;
    }

    /// <summary>The host's current directory, to which relative paths are relative.</summary>
    /// <exception cref="StartException">It was removed.</exception>
    public static string OfHost(ProcessSpec spec)
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException failure)
        {
            throw LaunchFailure.Directory(spec, "The host's current directory", "does not exist any more", failure);
        }
    }
}
