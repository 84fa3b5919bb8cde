using System.Text;

namespace SafeProcess.Core.Tests.Support;

/// <summary>What differs between systems in tests that are the same on all.</summary>
internal static class ThisSystem
{
    /// <summary>The encoding to ask for where UTF-8 is written or read: otherwise that of the console is taken.</summary>
    public static Encoding? UnrulyEncoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Far above what any run of a test takes, far below what a person waits for. Every start and every kilobyte takes wine many times as long.</summary>
    public static TimeSpan Ceiling { get; } = TimeSpan.FromSeconds(Requires.IsWine ? 300 : 60);

    /// <summary>A variable that every host has and no program needs.</summary>
    public static string HostVariable => "USERNAME";

    /// <summary>A program that ends at once.</summary>
    public static ProcessSpec Nothing { get; } = new(Path.Combine(Environment.SystemDirectory, "hostname.exe"));

    /// <summary>A program that writes two lines, and how long it takes.</summary>
    public static (ProcessSpec Spec, TimeSpan Time) ShortProgram { get; } =
        (UnrulyProgram.Spec("numbers", "2", "--every", "2") with { GracePeriod = TimeSpan.Zero }, TimeSpan.FromMilliseconds(300));

    /// <summary>How many runs show that nothing grows. Wine needs a third of a second for each.</summary>
    public static int ManyRuns => Requires.IsWine ? 200 : 1000;

    /// <summary>How many children a wide tree has. Wine takes a third of a second for each.</summary>
    public static int WideTree => Requires.IsWine ? 40 : 200;

    /// <summary>Arguments as long as they can be, each by itself.</summary>
    public static IReadOnlyList<string> LongArguments { get; } = [new('x', 32_000), new('é', 32_000)];

    /// <summary>A program that writes NAME=VALUE and a NUL for each variable, in any environment.</summary>
    public static ProcessSpec TellEnvironment { get; } = UnrulyProgram.Spec("env");

    /// <summary>Whether wine gave up a start without a reason: once in a great many, a new process ends before it has told wine's server that it is there, and
    /// CreateProcess then fails with ERROR_INTERNAL_ERROR (<c>NtCreateUserProcess</c> in wine's dlls/ntdll/unix/process.c).</summary>
    public static bool LostTheProgram(StartException failure) => Requires.IsWine && failure.Message.Contains("(error 1359)", StringComparison.Ordinal);

    /// <summary>What the result says of a program that was ended by this signal: nothing, as there are none.</summary>
    public static (string? Name, int? Number) EndedBy(StopSignal signal) => (null, null);
}
