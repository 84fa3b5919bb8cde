using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>What the C libraries of Linux (glibc and musl, 64-bit) and macOS both have, declared alike. Each call is its man page's; those that can
/// fail leave errno in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(Descriptor descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(Descriptor descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>Takes its argument as a variadic one, which each system passes in its own way.</summary>
    public static int Fcntl(Descriptor descriptor, int command, nint argument) => UnixSystem.Current.Fcntl(descriptor, command, argument);

    /// <summary>The same.</summary>
    public static int Ioctl(Descriptor descriptor, nuint request, int* argument) => UnixSystem.Current.Ioctl(descriptor, request, argument);

    [LibraryImport(Library, EntryPoint = "access", SetLastError = true)]
    public static partial int Access(byte* path, int mode);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Mmap(nint address, nint length, int protection, int flags, Descriptor descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int Munmap(nint address, nint length);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    public static partial int Waitid(int idType, int id, byte* information, int options);

    [LibraryImport(Library, EntryPoint = "wait4", SetLastError = true)]
    public static partial int Wait4(int processId, int* status, int options, ResourceUsage* usage);
}
