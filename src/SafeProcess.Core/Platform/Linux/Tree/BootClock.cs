using SafeProcess.Platform.Linux.Native;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>The clock by which Linux tells when processes were born (starttime in <c>proc_pid_stat(5)</c>).</summary>
internal static unsafe class BootClock
{
    /// <summary>USER_HZ, the same on every architecture .NET runs on.</summary>
    public const int TicksPerSecond = 100;

    private const int SinceBoot = 7;
    private const ulong NanosecondsPerTick = 1_000_000_000 / TicksPerSecond;

    /// <summary>Now, in hundredths of a second.</summary>
    public static ulong Ticks()
    {
        // struct timespec: seconds and nanoseconds.
        var time = stackalloc ulong[2];
        _ = LinuxLibC.ClockGetTime(SinceBoot, time);
        return (time[0] * TicksPerSecond) + (time[1] / NanosecondsPerTick);
    }
}
