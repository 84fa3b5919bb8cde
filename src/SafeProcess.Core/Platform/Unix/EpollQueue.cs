using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>The reactor's queue on Linux (<c>epoll(7)</c>).</summary>
internal static unsafe class EpollQueue
{
    private const int EventSize = 16;

    // struct epoll_event is packed on x86-64 alone: 4 bytes of events, then 8 of data at once; elsewhere the data is aligned.
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static Descriptor Open()
    {
        var queue = new Descriptor(LibC.EpollCreate(EpollFlags.CloseOnExec));
        return queue.IsInvalid ? throw new SystemCallException("epoll_create1", Marshal.GetLastPInvokeError()) : queue;
    }

    /// <summary>Asks for one event.</summary>
    /// <exception cref="SystemCallException">The system has no room for another watch.</exception>
    public static void Arm(Descriptor queue, Descriptor descriptor, long token, Readiness readiness, bool again)
    {
        var value = stackalloc byte[EventSize];
        *(uint*)value = (uint)readiness | EpollFlags.OneShot;
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(value + _dataOffset, 8), token);
        if (LibC.EpollControl(queue, again ? EpollFlags.Modify : EpollFlags.Add, descriptor, value) != 0)
            throw new SystemCallException("epoll_ctl", Marshal.GetLastPInvokeError());
    }

    /// <summary>Waits for one event.</summary>
    /// <returns>False when there was only a signal.</returns>
    public static bool TryWait(Descriptor queue, out long token)
    {
        var value = stackalloc byte[EventSize];
        var ready = LibC.EpollWait(queue, value, 1, timeout: -1) == 1;
        token = ready ? BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(value + _dataOffset, 8)) : 0;
        return ready;
    }
}
