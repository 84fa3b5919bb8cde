using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Mac.Native;

/// <summary>What only the C library of macOS has, and what has to be called in another way there. Each call is its man page's or its
/// header's (<c>libproc.h</c>); those that can fail leave errno in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe partial class LibSystem
{
    private const string Library = "libc";
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    [LibraryImport(Library, EntryPoint = "pipe", SetLastError = true)]
    public static partial int Pipe(int* descriptors);

    /// <exception cref="SystemCallException">The system refuses it.</exception>
    public static void SetCloseOnExec(Descriptor descriptor)
    {
        if (Fcntl(descriptor, SetDescriptorFlags, CloseOnExec) != 0)
            throw new SystemCallException("fcntl", Marshal.GetLastPInvokeError());
    }

    public static int Fcntl(Descriptor descriptor, int command, nint argument) =>
        Fcntl(descriptor, command, argument, 0, 0, 0, 0, 0, argument);

    public static int Ioctl(Descriptor descriptor, nuint request, int* argument) =>
        Ioctl(descriptor, request, argument, 0, 0, 0, 0, 0, argument);

    /// <summary>The type and the permissions of a file; 0 where there is none.</summary>
    public static int ModeOf(string path)
    {
        // On x64 this name still means the older struct stat, in which a number of 32 bits comes before the mode (sys/stat.h).
        const int Size = 256;
        var status = stackalloc byte[Size];
        return Stat(path, status) == 0 ? *(ushort*)(status + (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 8 : 4)) : 0;
    }

    [LibraryImport(Library, EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, byte* status);

    [LibraryImport(Library, EntryPoint = "kqueue", SetLastError = true)]
    public static partial int Kqueue();

    [LibraryImport(Library, EntryPoint = "kevent", SetLastError = true)]
    public static partial int Kevent(
        Descriptor queue, KernelEvent* changes, int changeCount, KernelEvent* events, int eventCount, nint timeout);

    [LibraryImport(Library, EntryPoint = "sysctl", SetLastError = true)]
    public static partial int Sysctl(int* name, uint nameLength, void* value, nuint* valueLength, nint newValue, nuint newLength);

    /// <summary>The session of any process.</summary>
    [LibraryImport(Library, EntryPoint = "getsid", SetLastError = true)]
    public static partial int GetSession(int processId);

    /// <summary>Returns the bytes written; 0 when it fails.</summary>
    [LibraryImport(Library, EntryPoint = "proc_pidinfo", SetLastError = true)]
    public static partial int ProcessInfo(int processId, int flavor, ulong argument, void* buffer, int size);

    /// <summary>Returns the length of the path; 0 when it fails.</summary>
    [LibraryImport(Library, EntryPoint = "proc_pidpath", SetLastError = true)]
    public static partial int ProcessPath(int processId, byte* buffer, uint size);

    /// <summary>struct mach_timebase_info of <c>mach_time.h</c>: two numbers whose quotient makes nanoseconds of ticks.</summary>
    [LibraryImport(Library, EntryPoint = "mach_timebase_info")]
    public static partial int TimebaseInfo(uint* quotient);

    // Both take their last argument as a variadic one. Apple's arm64 passes such arguments on the stack and nowhere else (Apple's "Writing
    // ARM64 code for Apple platforms"), declared ones only when the eight registers are full: so what is passed as the ninth arrives
    // (https://github.com/dotnet/runtime/issues/48796). On x64 variadic arguments are passed as others are, so the third is the same.
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(
        Descriptor descriptor, int command, nint argument, nint fourth, nint fifth, nint sixth, nint seventh, nint eighth, nint onStack);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(
        Descriptor descriptor, nuint request, int* argument, nint fourth, nint fifth, nint sixth, nint seventh, nint eighth, int* onStack);
}
