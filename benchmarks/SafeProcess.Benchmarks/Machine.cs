using System.Globalization;
using System.Runtime.InteropServices;

namespace SafeProcess.Benchmarks;

/// <summary>What the figures were measured on, and what the system says of this process.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, "
        + $"kernel {Environment.OSVersion.Version.ToString(3)}, {RuntimeInformation.ProcessArchitecture}";

    public static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>A memory line of <c>/proc/self/status</c> (proc_pid_status(5)), in bytes.</summary>
    public static long Memory(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length + 1).Trim()[..^3], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Makes the high-water mark VmHWM start again from the present size (<c>/proc/pid/clear_refs</c>, proc_pid_clear_refs(5)).</summary>
    public static void ResetPeakMemory() => File.WriteAllText("/proc/self/clear_refs", "5");
}
