namespace SafeProcess.Tests.Harness;

/// <summary>The versions of Pester that come with the tests, as packages, and those of them that are used.</summary>
internal static class Pester
{
    private static readonly Dictionary<string, string> _manifests =
        BuildFact.Of("PesterFolders").Split(';').ToDictionary(VersionOf, folder => Path.Combine(folder, "Pester.psd1"));

    /// <summary>The newest. With <c>SAFEPROCESS_PESTER=all</c>, as <c>.ci/run</c> has it, each generation that is supported: that takes as long again.</summary>
    public static IReadOnlyCollection<string> Versions { get; } =
        Environment.GetEnvironmentVariable("SAFEPROCESS_PESTER") == "all" ? _manifests.Keys : [_manifests.Keys.MaxBy(Version.Parse)!];

    /// <summary>The module manifest of a version.</summary>
    public static string ManifestOf(string version) => _manifests[version];

    // .../pester/<version>/tools
    private static string VersionOf(string folder) => Path.GetFileName(Path.GetDirectoryName(folder))!;
}
