using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SafeProcess.Platform.Mac.Native;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Mac.Watch;

/// <summary>The reactor's queue on macOS (<c>kqueue(2)</c>), and what stands for a pidfd there.</summary>
[SupportedOSPlatform("macos")]
internal sealed unsafe class KernelQueue : IReadinessQueue
{
    private readonly Descriptor _queue;

    private KernelQueue(Descriptor queue) => _queue = queue;

    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static KernelQueue Open() => new(OpenDescriptor());

    // What was fetched is gone from the queue, so another one is added in the same way.
    public void Arm(Descriptor descriptor, long token, Readiness readiness, bool again)
    {
        var referenced = false;
        try
        {
            // A closed one throws here; its number may be another file's by now.
            descriptor.DangerousAddRef(ref referenced);
            if (Add(_queue, Watch(descriptor.DangerousGetHandle(), readiness, token)) is var error && error != 0)
                throw new SystemCallException("kevent", error);
        }
        finally
        {
            if (referenced)
                descriptor.DangerousRelease();
        }
    }

    public bool TryWait(out long token)
    {
        KernelEvent happened;
        var ready = LibSystem.Kevent(_queue, null, 0, &happened, 1, 0) == 1;
        token = ready ? happened.Token : 0;
        return ready;
    }

    /// <summary>A queue of its own for the end of one process, which makes it readable: a queue can wait for another one (Apple's
    /// Technical Note TN2050 does). The kernel ties it to the process, not to the id.</summary>
    /// <returns>Null when the process has begun to exit, or has gone.</returns>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static Descriptor? TryOpenExit(int processId)
    {
        var queue = OpenDescriptor();
        var watch = new KernelEvent
        {
            Identity = (nuint)processId,
            Filter = KernelEvent.Process,
            Flags = KernelEvent.AddOnce,
            FilterFlags = KernelEvent.Exit,
        };
        if (Add(queue, watch) == 0)
            return queue;
        queue.Dispose();
        return null;
    }

    public void Dispose() => _queue.Dispose();

    private static Descriptor OpenDescriptor()
    {
        var queue = new Descriptor(LibSystem.Kqueue());
        return queue.IsInvalid ? throw new SystemCallException("kqueue", Marshal.GetLastPInvokeError()) : queue;
    }

    private static KernelEvent Watch(nint descriptor, Readiness readiness, long token) => new()
    {
        Identity = (nuint)descriptor,
        Filter = readiness == Readiness.Writable ? KernelEvent.Writable : KernelEvent.Readable,
        Flags = KernelEvent.AddOnce,
        Token = token,
    };

    /// <returns>0, or the error number.</returns>
    private static int Add(Descriptor queue, KernelEvent watch) =>
        LibSystem.Kevent(queue, &watch, 1, null, 0, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
}
