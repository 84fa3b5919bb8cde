using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Native;

/// <summary>The system calls that Linux alone has, or of the two Linux alone needs, as the C library names them.</summary>
internal static unsafe partial class LinuxLibC
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe2(int* descriptors, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint ReadRaw(int descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(Descriptor descriptor, byte* buffer, nint count, long offset);

    [LibraryImport(Library, EntryPoint = "readlink", SetLastError = true)]
    public static partial nint Readlink(byte* path, byte* buffer, nint size);

    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    public static partial int Fstatfs(Descriptor descriptor, long* buffer);

    [LibraryImport(Library, EntryPoint = "dup3", SetLastError = true)]
    public static partial int DuplicateTo(Descriptor descriptor, int target, int flags);

    /// <summary>glibc 2.27, musl 1.1.20; where it is missing this throws <see cref="EntryPointNotFoundException"/>.</summary>
    [LibraryImport(Library, EntryPoint = "memfd_create", SetLastError = true)]
    public static partial int MemfdCreate(byte* name, uint flags);

    /// <summary>Returns the error number instead of setting errno.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fallocate")]
    public static partial int Fallocate(Descriptor descriptor, long offset, long length);

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int ClockGetTime(int clock, ulong* time);

    /// <summary>On Linux this is of the calling thread alone when <paramref name="id"/> is 0 (<c>sched(7)</c>).</summary>
    [LibraryImport(Library, EntryPoint = "sched_setscheduler", SetLastError = true)]
    public static partial int SetScheduler(int id, int policy, int* priority);

    [LibraryImport(Library, EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetPriority(int which, int id, int value);

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

    /// <summary>Leaves what is shared with other processes. With CLONE_NEWPID it is about the calling thread's children.</summary>
    [LibraryImport(Library, EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    /// <summary>setns(2). With CLONE_NEWPID it is about the calling thread's children.</summary>
    [LibraryImport(Library, EntryPoint = "setns", SetLastError = true)]
    public static partial int EnterNamespace(int descriptor, int kind);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Fcntl(Descriptor descriptor, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(Descriptor descriptor, nuint request, int* argument);
}
