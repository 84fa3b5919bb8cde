using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Mac.Native;

/// <summary>struct kevent of <c>sys/event.h</c>, which is packed to 4 bytes; that moves nothing in a 64-bit process.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct KernelEvent
{
    public const short Readable = -1;
    public const short Writable = -2;
    public const short Process = -5;

    /// <summary>EV_ADD | EV_ONESHOT: the event is deleted when it is fetched.</summary>
    public const ushort AddOnce = 0x1 | 0x10;

    /// <summary>NOTE_EXIT of <see cref="Process"/>.</summary>
    public const uint Exit = 0x80000000;

    /// <summary>The descriptor, or the process.</summary>
    public nuint Identity;

    public short Filter;
    public ushort Flags;
    public uint FilterFlags;
    public nint Data;

    /// <summary>The system gives it back with the event.</summary>
    public long Token;
}
