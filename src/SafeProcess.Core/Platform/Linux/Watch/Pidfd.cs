using System.Runtime.InteropServices;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Watch;

/// <summary>A handle on a process (<c>pidfd_open(2)</c>).</summary>
internal static class Pidfd
{
    /// <summary>Null when the process has already gone or the kernel has no pidfd (before 5.3).</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static Descriptor? TryOpen(int processId)
    {
        var descriptor = new Descriptor(LinuxLibC.PidfdOpen(processId));
        if (!descriptor.IsInvalid)
            return descriptor;
        var error = Marshal.GetLastPInvokeError();
        descriptor.Dispose();
        return error is ErrorNumber.EMFILE or ErrorNumber.ENFILE ? throw new SystemCallException("pidfd_open", error) : null;
    }
}
