namespace SafeProcess.Platform.Unix.Native;

/// <summary>errno(3) values that mean something here; the same on every Linux architecture .NET runs on. The constants are those that
/// macOS has as well (<c>errno.h</c>).</summary>
internal static class ErrorNumber
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int ENXIO = 6;
    public const int E2BIG = 7;
    public const int ENOEXEC = 8;
    public const int ECHILD = 10;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int ENOTDIR = 20;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ETXTBSY = 26;
    public const int ENOSPC = 28;

    public static int EAGAIN => OperatingSystem.IsMacOS() ? 35 : 11;

    public static int ENAMETOOLONG => OperatingSystem.IsMacOS() ? 63 : 36;

    public static int ENOSYS => OperatingSystem.IsMacOS() ? 78 : 38;

    public static int ELOOP => OperatingSystem.IsMacOS() ? 62 : 40;

    /// <summary>A program of another processor, or a damaged one: EBADEXEC to EBADMACHO, which macOS alone has.</summary>
    public static bool IsOfForeignProgram(int error) => OperatingSystem.IsMacOS() && error is >= 85 and <= 88;
}
