namespace SafeProcess.Core.Tests.Support;

/// <summary>What this test process itself holds. Only tests that run alone can compare two looks.</summary>
internal static class HostResources
{
    public static IReadOnlyList<int> Descriptors() =>
        [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(path => int.Parse(System.IO.Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture))
            .Where(descriptor => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget?.EndsWith("/fd", StringComparison.Ordinal) == false).Order()];

    public static int Threads() => Directory.EnumerateDirectories("/proc/self/task").Count();
}

/// <summary>Tests that look at the whole process run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
