using System.Reflection;

namespace SafeProcess.Core.Tests.Support;

/// <summary>The test program that misbehaves on request.</summary>
internal static class UnrulyProgram
{
    public static string FilePath { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, BuildInfo.Value("UnrulyFolder"), OperatingSystem.IsWindows() ? "unruly.exe" : "unruly"));

    public static ProcessSpec Spec(params string[] arguments) => new(FilePath, arguments);
}

/// <summary>What the build wrote down for the tests.</summary>
internal static class BuildInfo
{
    public static string RepositoryFolder { get; } = System.IO.Path.GetFullPath(Value("RepositoryFolder"));

    public static string Value(string key) =>
        typeof(BuildInfo).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key == key).Value!;
}
