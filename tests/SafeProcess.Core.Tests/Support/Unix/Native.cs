using System.Runtime.InteropServices;

namespace SafeProcess.Core.Tests.Support;

/// <summary>System calls that bring the test process itself into an unusual state.</summary>
internal static partial class Native
{
    public const int SIGKILL = 9;
    public const int SIGUSR1 = 10;
    public const int SIGUSR2 = 12;
    public const int RLIMIT_NPROC = 6;
    public const int RLIMIT_NOFILE = 7;
    public const int RLIMIT_LOCKS = 10;
    public const int SIG_BLOCK = 0;
    public const int SIG_SETMASK = 2;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    /// <summary>A copy of a descriptor that every child inherits: <c>dup(2)</c> leaves close-on-exec off.</summary>
    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    public static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "getuid")]
    public static partial uint UserId();

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    public static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAttribute(string path, string name, in byte value, nint size, int flags);

    /// <summary>Changes the signal mask of the calling thread. A set is 64 bits on Linux, in a buffer of 128 bytes.</summary>
    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    public static partial int ChangeSignalMask(int how, in SignalSet set, out SignalSet old);

    [StructLayout(LayoutKind.Sequential)]
    public struct Limit
    {
        public ulong Current;
        public ulong Maximum;
    }

    [StructLayout(LayoutKind.Sequential, Size = 128)]
    public struct SignalSet
    {
        public ulong Bits;

        public static SignalSet Of(int signal) => new() { Bits = 1UL << (signal - 1) };
    }
}
