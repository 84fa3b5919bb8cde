using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Linux.Native;

/// <summary>open(2) and fcntl(2) values that Linux alone has or needs, the same on every architecture .NET runs on.</summary>
internal static class LinuxFileFlags
{
    /// <summary>F_SETPIPE_SZ.</summary>
    public const int SetPipeSize = 1031;

    /// <summary>F_SETOWN.</summary>
    public const int SetOwner = 8;

    /// <summary>F_SETLEASE.</summary>
    public const int SetLease = 1024;

    /// <summary>F_GETLEASE.</summary>
    public const int GetLease = 1025;

    /// <summary>F_RDLCK.</summary>
    public const int LeaseOfReader = 0;

    /// <summary>F_UNLCK.</summary>
    public const int NoLease = 2;

    /// <summary>O_NOCTTY.</summary>
    public const int NoTerminal = 0x100;

    /// <summary>O_PATH.</summary>
    public const int PathOnly = 0x200000;

    /// <summary>statfs(2): a file of procfs, PROC_SUPER_MAGIC.</summary>
    public const long ProcFileSystem = 0x9fa0;
}

/// <summary>splice(2) values.</summary>
internal static class PipeFlags
{
    /// <summary>SPLICE_F_NONBLOCK.</summary>
    public const uint NonBlocking = 2;
}

/// <summary>epoll(7) values; those of its events are <see cref="Readiness"/>.</summary>
internal static class EpollFlags
{
    public const uint OneShot = 1u << 30;
    public const int Add = 1;
    public const int Delete = 2;
    public const int Modify = 3;
    public const int CloseOnExec = 0x80000;
}

/// <summary>inotify(7) values.</summary>
internal static class InotifyFlags
{
    public const uint CloseWrite = 0x8;
    public const uint CloseNoWrite = 0x10;
}

/// <summary>memfd_create(2) values.</summary>
internal static class MemoryFileFlags
{
    public const uint CloseOnExec = 1;

    /// <summary>Linux 6.3; where it is unknown the call is refused with EINVAL.</summary>
    public const uint NotExecutable = 8;
}
