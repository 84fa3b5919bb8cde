using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Native;

/// <summary>Files that are in no folder (<c>memfd_create(2)</c>): nothing of them is left when the last process that holds one ends.</summary>
internal static unsafe class MemoryFile
{
    /// <summary>An empty file.</summary>
    /// <param name="name">NUL-terminated; what <c>/proc/ID/fd</c> shows.</param>
    /// <param name="lowest">The least number its descriptor may have.</param>
    /// <exception cref="SystemCallException">No descriptor is left, or the system has no such files.</exception>
    public static Descriptor Create(ReadOnlySpan<byte> name, int lowest)
    {
        int descriptor;
        fixed (byte* start = name)
        {
            try
            {
                // A kernel may be set to refuse files that could be executed.
                descriptor = LinuxLibC.MemfdCreate(start, MemoryFileFlags.CloseOnExec | MemoryFileFlags.NotExecutable);
                if (descriptor < 0 && Marshal.GetLastPInvokeError() == ErrorNumber.EINVAL)
                    descriptor = LinuxLibC.MemfdCreate(start, MemoryFileFlags.CloseOnExec);
            }
            catch (EntryPointNotFoundException)
            {
                throw new SystemCallException("memfd_create", ErrorNumber.ENOSYS);
            }
        }

        return descriptor >= 0 ? new Descriptor(descriptor).From(lowest) : throw new SystemCallException("memfd_create", Marshal.GetLastPInvokeError());
    }

    /// <summary>Writes all of it at the file's position.</summary>
    /// <exception cref="SystemCallException">There is no memory for it.</exception>
    public static void Write(Descriptor file, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
                written = LibC.Write(file, start, bytes.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() is var error and not ErrorNumber.EINTR)
                throw new SystemCallException("write", error);
            bytes = bytes[(int)Math.Max(written, 0)..];
        }
    }

    /// <summary>Makes the file longer and maps the new part for as long as the host lives. Its memory is there when this returns: a write to it
    /// cannot fail.</summary>
    /// <exception cref="SystemCallException">There is no memory for it.</exception>
    public static byte* Extend(Descriptor file, long offset, int length)
    {
        var error = LinuxLibC.Fallocate(file, offset, length);
        if (error != 0)
            throw new SystemCallException("posix_fallocate", error);
        var mapped = LibC.Mmap(0, length, MemoryFlags.ReadWrite, MemoryFlags.Shared, file, offset);
        return mapped != -1 ? (byte*)mapped : throw new SystemCallException("mmap", Marshal.GetLastPInvokeError());
    }
}
