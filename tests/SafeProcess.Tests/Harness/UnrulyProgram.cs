using System.Reflection;

namespace SafeProcess.Tests.Harness;

/// <summary>The test program that misbehaves on request.</summary>
internal static class UnrulyProgram
{
    public static string FilePath { get; } = Path.GetFullPath(Path.Combine(
        typeof(UnrulyProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key == "UnrulyFolder").Value!,
        OperatingSystem.IsWindows() ? "unruly.exe" : "unruly"));
}
