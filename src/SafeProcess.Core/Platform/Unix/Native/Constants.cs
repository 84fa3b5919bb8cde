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

    public const int Existence = 0;
    public const int ExecutePermission = 1;
    public const int WritePermission = 2;

    public static int NonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    public static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    public static int DuplicateCloseOnExec => OperatingSystem.IsMacOS() ? 67 : 1030;

    /// <summary>ioctl: bytes that can be read now (FIONREAD; macOS has it in <c>filio.h</c>).</summary>
    public static nuint BytesReadable => OperatingSystem.IsMacOS() ? 0x4004667F : 0x541Bu;
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

/// <summary>mmap(2) values of Linux, the same on every architecture .NET runs on, and of macOS (<c>mman.h</c>).</summary>
internal static class MemoryFlags
{
    public const int ReadWrite = 3;
    public const int Shared = 1;
    public const int Private = 2;

    /// <summary>MAP_ANONYMOUS.</summary>
    public static int Anonymous => OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
}
