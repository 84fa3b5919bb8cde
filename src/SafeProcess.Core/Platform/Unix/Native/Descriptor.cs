using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>A file descriptor that the project owns.</summary>
internal sealed class Descriptor : SafeHandle
{
    /// <summary>A host with closed standard streams gets new descriptors there, where a program's own belong.</summary>
    public const int AboveStandardStreams = 3;

    public Descriptor()
        : base(-1, ownsHandle: true)
    {
    }

    public Descriptor(int descriptor)
        : this() => SetHandle(descriptor);

    public override bool IsInvalid => handle < 0;

    /// <summary>Opens a file, which programs do not inherit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="flags">How (<see cref="FileFlags"/>).</param>
    /// <exception cref="SystemCallException">The system does not open it.</exception>
    public static Descriptor Open(string path, int flags)
    {
        var opened = new Descriptor(LibC.Open(path, flags | FileFlags.CloseOnExec));
        if (!opened.IsInvalid)
            return opened;
        var error = Marshal.GetLastPInvokeError();
        opened.Dispose();
        throw new SystemCallException($"open of {path}", error);
    }

    /// <summary>The same open file under another number, at least this one.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public Descriptor Duplicate(int lowest)
    {
        var duplicate = LibC.Fcntl(this, FileFlags.DuplicateCloseOnExec, lowest);
        return duplicate >= 0 ? new Descriptor(duplicate) : throw new SystemCallException("fcntl", Marshal.GetLastPInvokeError());
    }

    /// <summary>This descriptor, or another of the same open file if its number is below. Then this one is closed, also when it fails.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public Descriptor From(int lowest)
    {
        if (handle >= lowest)
            return this;
        using (this)
            return Duplicate(lowest);
    }

    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
