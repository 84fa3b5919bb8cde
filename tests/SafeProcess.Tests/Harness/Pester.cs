namespace SafeProcess.Tests.Harness;

/// <summary>The versions of Pester that come with the tests, as packages.</summary>
internal static class Pester
{
    private static readonly Dictionary<string, string> _manifests =
        BuildFact.Of("PesterFolders").Split(';').ToDictionary(VersionOf, folder => Path.Combine(folder, "Pester.psd1"));

    public static IReadOnlyCollection<string> Versions => _manifests.Keys;

    /// <summary>The module manifest of a version.</summary>
    public static string ManifestOf(string version) => _manifests[version];

    // .../pester/<version>/tools
    private static string VersionOf(string folder) => Path.GetFileName(Path.GetDirectoryName(folder))!;
}
