using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Mac.Native;

namespace SafeProcess.Platform.Unix.Native;

/// <summary>The C library as Linux has it (glibc and musl, 64-bit), and what macOS has of it. Each call is its man page's; those that can
/// fail leave errno in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe2(int* descriptors, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(Descriptor descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(Descriptor descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint ReadRaw(int descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(Descriptor descriptor, byte* buffer, nint count, long offset);

    [LibraryImport(Library, EntryPoint = "readlink", SetLastError = true)]
    public static partial nint Readlink(byte* path, byte* buffer, nint size);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    public static int Fcntl(Descriptor descriptor, int command, nint argument) =>
        OperatingSystem.IsMacOS() ? LibSystem.Fcntl(descriptor, command, argument) : FcntlOfLinux(descriptor, command, argument);

    public static int Ioctl(Descriptor descriptor, nuint request, int* argument) =>
        OperatingSystem.IsMacOS() ? LibSystem.Ioctl(descriptor, request, argument) : IoctlOfLinux(descriptor, request, argument);

    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    public static partial int Fstatfs(Descriptor descriptor, long* buffer);

    [LibraryImport(Library, EntryPoint = "dup3", SetLastError = true)]
    public static partial int DuplicateTo(Descriptor descriptor, int target, int flags);

    [LibraryImport(Library, EntryPoint = "access", SetLastError = true)]
    public static partial int Access(byte* path, int mode);

    /// <summary>glibc 2.27, musl 1.1.20; where it is missing this throws <see cref="EntryPointNotFoundException"/>.</summary>
    [LibraryImport(Library, EntryPoint = "memfd_create", SetLastError = true)]
    public static partial int MemfdCreate(byte* name, uint flags);

    /// <summary>Returns the error number instead of setting errno.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fallocate")]
    public static partial int Fallocate(Descriptor descriptor, long offset, long length);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Mmap(nint address, nint length, int protection, int flags, Descriptor descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int Munmap(nint address, nint length);

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int ClockGetTime(int clock, ulong* time);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);

    /// <summary>On Linux this is of the calling thread alone when <paramref name="id"/> is 0 (<c>sched(7)</c>).</summary>
    [LibraryImport(Library, EntryPoint = "sched_setscheduler", SetLastError = true)]
    public static partial int SetScheduler(int id, int policy, int* priority);

    [LibraryImport(Library, EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetPriority(int which, int id, int value);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    public static partial int Waitid(int idType, int id, byte* information, int options);

    [LibraryImport(Library, EntryPoint = "wait4", SetLastError = true)]
    public static partial int Wait4(int processId, int* status, int options, ResourceUsage* usage);

    [LibraryImport(Library, EntryPoint = "getrusage", SetLastError = true)]
    public static partial int Getrusage(int who, ResourceUsage* usage);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(Descriptor epoll, int operation, Descriptor descriptor, byte* value);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(Descriptor epoll, byte* events, int capacity, int timeout);

    [LibraryImport(Library, EntryPoint = "inotify_init1", SetLastError = true)]
    public static partial int InotifyOpen(int flags);

    [LibraryImport(Library, EntryPoint = "inotify_add_watch", SetLastError = true)]
    public static partial int InotifyAdd(Descriptor events, byte* path, uint mask);

    /// <summary>syscall(2), for what older C libraries have no name for.</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint Syscall(nint number, nint first, nint second, nint third, nint fourth);

    /// <summary>pidfd_open(2), Linux 5.3. The number is the same on every architecture .NET runs on.</summary>
    public static int PidfdOpen(int processId) => (int)Syscall(434, processId, 0, 0, 0);

    /// <summary>pidfd_send_signal(2), Linux 5.1.</summary>
    public static int PidfdSendSignal(Descriptor pidfd, int signal) => (int)Syscall(424, pidfd.DangerousGetHandle(), signal, 0, 0);

    /// <summary>The exit status of a process that was reaped after this handle on it was opened (<c>PIDFD_GET_INFO</c>, Linux 6.15); null where the kernel does
    /// not tell.</summary>
    public static int? ExitStatusOf(Descriptor pidfd)
    {
        // struct pidfd_info (linux/pidfd.h) in its first version: the mask of what is told first, the status last.
        const uint GetInfo = 0xC040FF0B;
        const int Size = 64;
        const ulong Exit = 8;
        var information = stackalloc byte[Size];
        new Span<byte>(information, Size).Clear();
        *(ulong*)information = Exit;
        return Ioctl(pidfd, GetInfo, (int*)information) == 0 && (*(ulong*)information & Exit) != 0 ? *(int*)(information + Size - sizeof(int)) : null;
    }

    /// <summary>Whether a process of this one's descendants that loses its parent becomes a child of this one.</summary>
    public static bool IsReaper()
    {
        const int GetChildSubreaper = 37;
        var isSubreaper = 0;
        return Environment.ProcessId == 1 || (Prctl(GetChildSubreaper, &isSubreaper) == 0 && isSubreaper != 0);
    }

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, int* value);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlOfLinux(Descriptor descriptor, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoctlOfLinux(Descriptor descriptor, nuint request, int* argument);
}
