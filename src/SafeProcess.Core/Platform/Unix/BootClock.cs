using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>The clock by which Linux tells when processes were born (starttime in <c>proc_pid_stat(5)</c>).</summary>
internal static unsafe class BootClock
{
    private const int SinceBoot = 7;
    private const ulong TicksPerSecond = 100;
    private const ulong NanosecondsPerTick = 1_000_000_000 / TicksPerSecond;

    /// <summary>Now, in hundredths of a second.</summary>
    public static ulong Ticks()
    {
        // struct timespec: seconds and nanoseconds.
        var time = stackalloc ulong[2];
        _ = LibC.ClockGetTime(SinceBoot, time);
        return (time[0] * TicksPerSecond) + (time[1] / NanosecondsPerTick);
    }
}
