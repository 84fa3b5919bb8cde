namespace SafeProcess.Tests.Harness;

/// <summary>The checkout these tests were built from.</summary>
internal static class Checkout
{
    /// <summary>Its top folder: the one that holds the module's manifest.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The module as people import it.</summary>
    public static string Manifest { get; } = Path.Combine(Root, "SafeProcess.psd1");

    /// <summary>Where the build puts the module's assemblies.</summary>
    public static string Assemblies { get; } = Path.Combine(Root, "bin");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SafeProcess.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds SafeProcess.sln.");
    }
}
