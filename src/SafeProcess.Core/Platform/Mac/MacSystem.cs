using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SafeProcess.Platform.Mac.Native;
using SafeProcess.Platform.Mac.Watch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Mac;

/// <summary>macOS, which grows a pipe by itself, does not tell whether a FIFO has a writer, and for which terminals are not written yet.</summary>
[SupportedOSPlatform("macos")]
internal sealed unsafe class MacSystem : UnixSystem
{
    public override IReadinessQueue OpenQueue() => KernelQueue.Open();

    public override Descriptor? TryOpenExit(int processId) => KernelQueue.TryOpenExit(processId);

    public override (Descriptor Read, Descriptor Write) OpenPipe()
    {
        var ends = stackalloc int[2];
        if (LibSystem.Pipe(ends) != 0)
            throw new SystemCallException("pipe", Marshal.GetLastPInvokeError());
        var read = new Descriptor(ends[0]);
        var write = new Descriptor(ends[1]);
        try
        {
            // A program that other code starts at this very moment can inherit the pipe; those of this runner cannot.
            LibSystem.SetCloseOnExec(read);
            LibSystem.SetCloseOnExec(write);
            return (read, write);
        }
        catch
        {
            read.Dispose();
            write.Dispose();
            throw;
        }
    }

    public override int ModeOf(string path) => LibSystem.ModeOf(path);

    public override int Fcntl(Descriptor descriptor, int command, nint argument) => LibSystem.Fcntl(descriptor, command, argument);

    public override int Ioctl(Descriptor descriptor, nuint request, int* argument) => LibSystem.Ioctl(descriptor, request, argument);
}
