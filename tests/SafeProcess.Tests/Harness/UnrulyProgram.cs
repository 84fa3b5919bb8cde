namespace SafeProcess.Tests.Harness;

/// <summary>The test program that misbehaves on request.</summary>
internal static class UnrulyProgram
{
    public static string FilePath { get; } =
        Path.GetFullPath(Path.Combine(BuildFact.Of("UnrulyFolder"), OperatingSystem.IsWindows() ? "unruly.exe" : "unruly"));
}
