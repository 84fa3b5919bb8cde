using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Linux.Watch;

/// <summary>The reactor's queue on Linux (<c>epoll(7)</c>).</summary>
internal sealed unsafe class EpollQueue : IReadinessQueue
{
    private const int EventSize = 16;

    // struct epoll_event is packed on x86-64 alone: 4 bytes of events, then 8 of data at once; elsewhere the data is aligned.
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly Descriptor _queue;

    private EpollQueue(Descriptor queue) => _queue = queue;

    public bool CanKeep => true;

    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static EpollQueue Open()
    {
        var queue = new Descriptor(LinuxLibC.EpollCreate(EpollFlags.CloseOnExec));
        return queue.IsInvalid ? throw new SystemCallException("epoll_create1", Marshal.GetLastPInvokeError()) : new EpollQueue(queue);
    }

    public void Arm(Descriptor descriptor, long token, Readiness readiness, bool again)
    {
        if (!TryControl(again ? EpollFlags.Modify : EpollFlags.Add, descriptor, (uint)readiness | EpollFlags.OneShot, token))
            throw new SystemCallException("epoll_ctl", Marshal.GetLastPInvokeError());
    }

    public bool TryKeep(Descriptor descriptor, long token, Readiness readiness) => TryControl(EpollFlags.Add, descriptor, (uint)readiness, token);

    public void Remove(Descriptor descriptor) => _ = TryControl(EpollFlags.Delete, descriptor, 0, 0);

    public bool TryWait(out long token)
    {
        var value = stackalloc byte[EventSize];
        var ready = LinuxLibC.EpollWait(_queue, value, 1, timeout: -1) == 1;
        token = ready ? BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(value + _dataOffset, 8)) : 0;
        return ready;
    }

    public void Dispose() => _queue.Dispose();

    private bool TryControl(int operation, Descriptor descriptor, uint events, long token)
    {
        var value = stackalloc byte[EventSize];
        *(uint*)value = events;
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(value + _dataOffset, 8), token);
        return LinuxLibC.EpollControl(_queue, operation, descriptor, value) == 0;
    }
}
