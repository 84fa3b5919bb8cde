using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>struct rusage of getrusage(2) on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceUsage
{
    public long UserSeconds;
    public long UserMicroseconds;
    public long SystemSeconds;
    public long SystemMicroseconds;

    /// <summary>In KiB.</summary>
    public long PeakResident;

    /// <summary>The fields nobody here reads.</summary>
    public unsafe fixed long Rest[13];

    public readonly TimeSpan ProcessorTime =>
        TimeSpan.FromTicks((UserSeconds + SystemSeconds) * TimeSpan.TicksPerSecond + (UserMicroseconds + SystemMicroseconds) * TimeSpan.TicksPerMicrosecond);
}
