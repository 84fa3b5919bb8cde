namespace SafeProcess.Clusters.Harness;

/// <summary>The programs that clusters and their tasks use.</summary>
internal static class Programs
{
    private static readonly string[] _folders =
    [
        Path.GetFullPath(BuildFact.Of("CliFolder")), Path.GetDirectoryName(UnrulyProgram.FilePath)!,
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), "/usr/sbin", "/usr/local/sbin", "/sbin",
    ];

    /// <summary>What <c>PATH</c> is for a task: <c>safeprocess</c> and <c>unruly</c> as these tests have them, and all that is here.</summary>
    public static string SearchPath { get; } = string.Join(Path.PathSeparator, _folders);

    /// <summary>The path of a program; null where there is none.</summary>
    public static string? Find(string program) => _folders.Select(folder => Path.GetFullPath(Path.Combine(folder, program))).FirstOrDefault(File.Exists);
}
