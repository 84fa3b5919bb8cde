namespace SafeProcess.Core.Tests.Support;

/// <summary>Reasons to skip.</summary>
internal static class Requires
{
    /// <summary>The full path of a program that not every machine has; skips the test where it is absent.</summary>
    public static string Program(string name)
    {
        var found = Find(name);
        Assert.SkipWhen(found is null, $"{name} is not installed");
        return found!;
    }

    /// <summary>The full path of a program; null where it is absent.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Skips the test where no PID namespace can be made: that takes CAP_SYS_ADMIN, which root has not everywhere.</summary>
    public static void PidNamespace()
    {
        using var made = System.Diagnostics.Process.Start(Program("unshare"), ["--pid", "--fork", "true"]);
        made.WaitForExit();
        Assert.SkipUnless(made.ExitCode == 0, "no PID namespace can be made here");
    }

    /// <summary>Skips the test where wine stands in for Windows, which is nowhere but on Windows' own tests.</summary>
    public static void NotWine(string lacks) => _ = lacks;
}
