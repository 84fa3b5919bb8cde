using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>struct rusage of getrusage(2) on 64-bit Linux. macOS has the same, with microseconds of 32 bits before 32 of no meaning
/// (<c>struct timeval</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceUsage
{
    public long UserSeconds;
    public long UserMicroseconds;
    public long SystemSeconds;
    public long SystemMicroseconds;

    /// <summary>In KiB; on macOS in bytes.</summary>
    public long PeakResident;

    /// <summary>The fields nobody here reads.</summary>
    public unsafe fixed long Rest[13];

    public readonly TimeSpan ProcessorTime =>
        TimeSpan.FromTicks(
            (UserSeconds + SystemSeconds) * TimeSpan.TicksPerSecond
            + (Microseconds(UserMicroseconds) + Microseconds(SystemMicroseconds)) * TimeSpan.TicksPerMicrosecond);

    /// <summary>The most memory it held at once, in bytes.</summary>
    public readonly long PeakMemory => OperatingSystem.IsMacOS() ? PeakResident : PeakResident * 1024;

    private static long Microseconds(long field) => OperatingSystem.IsMacOS() ? (int)field : field;
}
