using System.Text;

namespace SafeProcess.Core.Tests.Support;

/// <summary>What differs between systems in tests that are the same on all.</summary>
internal static class ThisSystem
{
    /// <summary>The encoding to ask for where UTF-8 is written or read: none, as it is what every program here writes.</summary>
    public static Encoding? UnrulyEncoding => null;

    /// <summary>Far above what any run of a test takes, far below what a person waits for.</summary>
    public static TimeSpan Ceiling { get; } = TimeSpan.FromSeconds(60);

    /// <summary>A variable that every host has and no program needs.</summary>
    public static string HostVariable => "HOME";

    /// <summary>A program that ends at once.</summary>
    public static ProcessSpec Nothing { get; } = new("true");

    /// <summary>A program that writes two lines, and how long it takes.</summary>
    public static (ProcessSpec Spec, TimeSpan Time) ShortProgram { get; } =
        (new("sh", "-c", "echo a; sleep 0.002; echo b"), TimeSpan.FromMilliseconds(6));

    /// <summary>How many runs show that nothing grows.</summary>
    public static int ManyRuns => 1000;

    /// <summary>How many children a wide tree has.</summary>
    public static int WideTree => 200;

    /// <summary>Arguments as long as they can be, each by itself.</summary>
    public static IReadOnlyList<string> LongArguments { get; } = [new('x', 120 * 1024), new('é', 60 * 1024)];

    /// <summary>A program that writes NAME=VALUE and a NUL for each variable, in any environment.</summary>
    public static ProcessSpec TellEnvironment { get; } = new("/usr/bin/env", "-0");

    /// <summary>Whether wine gave up a start, which is nowhere but on Windows' own tests.</summary>
    public static bool LostTheProgram(StartException failure) => failure is null;

    /// <summary>What the result says of a program that was ended by this signal.</summary>
    public static (string? Name, int? Number) EndedBy(StopSignal signal) => ($"{signal}", (int)signal);
}
