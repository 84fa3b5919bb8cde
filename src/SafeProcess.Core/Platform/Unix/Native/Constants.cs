namespace SafeProcess.Platform.Unix.Native;

/// <summary>open(2) and fcntl(2) values of Linux, those of them that are the same on every architecture .NET runs on.</summary>
internal static class FileFlags
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const int SetStatusFlags = 4;
    public const int DuplicateCloseOnExec = 1030;
    public const int SetPipeSize = 1031;
    public const int Existence = 0;
    public const int ExecutePermission = 1;
    public const int WritePermission = 2;

    /// <summary>ioctl: bytes that can be read now (FIONREAD).</summary>
    public const nuint BytesReadable = 0x541B;

    /// <summary>statfs(2): a file of procfs, PROC_SUPER_MAGIC.</summary>
    public const long ProcFileSystem = 0x9fa0;
}

/// <summary>waitid(2) and wait4(2) values of Linux.</summary>
internal static class WaitFlags
{
    public const int IdIsProcess = 1;
    public const int NoHang = 1;
    public const int Exited = 4;
    public const int KeepZombie = 0x01000000;
}

/// <summary>epoll(7) values.</summary>
internal static class EpollFlags
{
    public const uint In = 1;
    public const uint Priority = 2;
    public const uint Out = 4;
    public const uint OneShot = 1u << 30;
    public const int Add = 1;
    public const int Modify = 3;
    public const int CloseOnExec = 0x80000;
}

/// <summary>memfd_create(2) and mmap(2) values of Linux, the same on every architecture .NET runs on.</summary>
internal static class MemoryFlags
{
    public const uint CloseOnExec = 1;

    /// <summary>Linux 6.3; where it is unknown the call is refused with EINVAL.</summary>
    public const uint NotExecutable = 8;

    public const int ReadWrite = 3;
    public const int Shared = 1;
}
