using System.Runtime.InteropServices;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Reasons to skip.</summary>
internal static class Requires
{
    public static bool IsWine { get; } = NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll"), "wine_get_version", out _);

    /// <summary>The full path of a program that not every machine has; skips the test where it is absent.</summary>
    public static string Program(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(';').Select(folder => Path.Combine(folder, name + ".exe")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{name} is not installed");
        return found!;
    }

    /// <summary>Skips the test where wine stands in for Windows and lacks what the test is about.</summary>
    public static void NotWine(string lacks) => Assert.SkipWhen(IsWine, $"wine lacks this: {lacks}");
}
