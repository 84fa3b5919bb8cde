using SafeProcess.Platform.Linux;
using SafeProcess.Platform.Mac;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform;

/// <summary>What Linux and macOS both have, each in its own way. Where a number alone is different, it stands with its name in <c>Unix.Native</c>.</summary>
internal abstract unsafe class UnixSystem
{
    /// <summary>The one the host runs on.</summary>
    public static UnixSystem Current { get; } = OperatingSystem.IsMacOS() ? new MacSystem() : new LinuxSystem();

    /// <summary>A queue for the reactor.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public abstract IReadinessQueue OpenQueue();

    /// <summary>A handle on a process, readable when that has ended; null when there is none to be had.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public abstract Descriptor? TryOpenExit(int processId);

    /// <summary>A pipe no end of which is inherited.</summary>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    public abstract (Descriptor Read, Descriptor Write) OpenPipe();

    /// <exception cref="SystemCallException">The system has none to give.</exception>
    public virtual PseudoTerminal OpenTerminal(TerminalSize size) => throw new SystemCallException("a pseudo-terminal", ErrorNumber.ENOSYS);

    /// <summary>Makes a pipe larger. False where it stays as it is, or grows by itself.</summary>
    public virtual bool TryGrow(Descriptor pipe, int size) => false;

    /// <summary>Whether an end that was opened to read belongs to a FIFO that nobody writes, and nobody has written since. False where that is not known.</summary>
    public virtual bool HasNoWriter(Descriptor reader) => false;

    /// <summary>Whether a descriptor of this process is <c>/dev/null</c>. False where that is not known.</summary>
    public virtual bool IsNull(int number) => false;

    /// <summary>The mode of a file (<c>st_mode</c>); 0 when it cannot be told.</summary>
    public abstract int ModeOf(string path);

    /// <summary>fcntl(2).</summary>
    public abstract int Fcntl(Descriptor descriptor, int command, nint argument);

    /// <summary>ioctl(2).</summary>
    public abstract int Ioctl(Descriptor descriptor, nuint request, int* argument);
}
