using System.Runtime.InteropServices;
using System.Text;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Linux.Streams;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Linux.Watch;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Linux;

/// <summary>Linux.</summary>
internal sealed unsafe class LinuxSystem : UnixSystem
{
    public override IReadinessQueue OpenQueue() => EpollQueue.Open();

    public override Descriptor? TryOpenExit(int processId) => Pidfd.TryOpen(processId);

    public override (Descriptor Read, Descriptor Write) OpenPipe()
    {
        var ends = stackalloc int[2];
        return LinuxLibC.Pipe2(ends, FileFlags.CloseOnExec) == 0
            ? (new Descriptor(ends[0]), new Descriptor(ends[1]))
            : throw new SystemCallException("pipe", Marshal.GetLastPInvokeError());
    }

    public override PseudoTerminal OpenTerminal(TerminalSize size) => Multiplexer.Open(size);

    public override bool TryGrow(Descriptor pipe, int size) => Fcntl(pipe, LinuxFileFlags.SetPipeSize, size) >= 0;

    public override bool HasNoWriter(Descriptor reader) => FifoWriter.IsMissing(reader);

    public override bool IsNull(int number) => ProcFile.ReadLink(Environment.ProcessId, Encoding.ASCII.GetBytes($"fd/{number}\0")) == "/dev/null";

    public override int ModeOf(string path) => LinuxLibC.ModeOf(path);

    public override int Fcntl(Descriptor descriptor, int command, nint argument) => LinuxLibC.Fcntl(descriptor, command, argument);

    public override int Ioctl(Descriptor descriptor, nuint request, int* argument) => LinuxLibC.Ioctl(descriptor, request, argument);
}
