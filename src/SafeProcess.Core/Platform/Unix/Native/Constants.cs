namespace SafeProcess.Platform.Unix.Native;

/// <summary>open(2) and fcntl(2) values of Linux, those of them that are the same on every architecture .NET runs on, and of macOS
/// (<c>fcntl.h</c>). Which system it is is known to the compiler at run time, so a choice between the two costs nothing.</summary>
internal static class FileFlags
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int SetStatusFlags = 4;

    /// <summary>F_GETFD.</summary>
    public const int GetDescriptorFlags = 1;

    /// <summary>FD_CLOEXEC.</summary>
    public const int CloseOnExecSet = 1;

    /// <summary>Linux alone has it.</summary>
    public const int SetPipeSize = 1031;

    /// <summary>F_SETOWN.</summary>
    public const int SetOwner = 8;

    /// <summary>F_SETLEASE, of Linux alone.</summary>
    public const int SetLease = 1024;

    /// <summary>F_GETLEASE.</summary>
    public const int GetLease = 1025;

    /// <summary>F_RDLCK.</summary>
    public const int LeaseOfReader = 0;

    /// <summary>F_UNLCK.</summary>
    public const int NoLease = 2;

    /// <summary>O_PATH, of Linux alone.</summary>
    public const int PathOnly = 0x200000;

    public const int Existence = 0;
    public const int ExecutePermission = 1;
    public const int WritePermission = 2;

    /// <summary>statfs(2): a file of procfs, PROC_SUPER_MAGIC.</summary>
    public const long ProcFileSystem = 0x9fa0;

    public static int NonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    public static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>O_NOCTTY.</summary>
    public static int NoTerminal => OperatingSystem.IsMacOS() ? 0x20000 : 0x100;

    public static int DuplicateCloseOnExec => OperatingSystem.IsMacOS() ? 67 : 1030;

    /// <summary>ioctl: bytes that can be read now (FIONREAD; macOS has it in <c>filio.h</c>).</summary>
    public static nuint BytesReadable => OperatingSystem.IsMacOS() ? 0x4004667F : 0x541Bu;
}

/// <summary>splice(2) values of Linux.</summary>
internal static class PipeFlags
{
    /// <summary>SPLICE_F_NONBLOCK.</summary>
    public const uint NonBlocking = 2;
}

/// <summary>waitid(2) and wait4(2) values of Linux and macOS (<c>wait.h</c>).</summary>
internal static class WaitFlags
{
    public const int IdIsProcess = 1;
    public const int NoHang = 1;
    public const int Exited = 4;

    /// <summary>WNOWAIT.</summary>
    public static int KeepZombie => OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;
}

/// <summary>epoll(7) values; those of its events are <see cref="Readiness"/>.</summary>
internal static class EpollFlags
{
    public const uint OneShot = 1u << 30;
    public const int Add = 1;
    public const int Modify = 3;
    public const int CloseOnExec = 0x80000;
}

/// <summary>inotify(7) values.</summary>
internal static class InotifyFlags
{
    public const uint CloseWrite = 0x8;
    public const uint CloseNoWrite = 0x10;
}

/// <summary>memfd_create(2) and mmap(2) values of Linux, the same on every architecture .NET runs on.</summary>
internal static class MemoryFlags
{
    public const uint CloseOnExec = 1;

    /// <summary>Linux 6.3; where it is unknown the call is refused with EINVAL.</summary>
    public const uint NotExecutable = 8;

    public const int ReadWrite = 3;
    public const int Shared = 1;
    public const int Private = 2;

    /// <summary>MAP_ANONYMOUS; macOS has it in <c>mman.h</c>.</summary>
    public static int Anonymous => OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
}
