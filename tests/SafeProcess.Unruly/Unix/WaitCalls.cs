using System.Runtime.InteropServices;

namespace SafeProcess.Unruly;

/// <summary>System calls that wait, and those that make what they wait on, with nothing of .NET's between: it would call others.</summary>
internal static unsafe partial class WaitCalls
{
    public const int O_RDONLY = 0;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const uint OwnerOnly = 0b110_000_000;
    public const int AF_UNIX = 1;
    public const int SOCK_STREAM = 1;
    public const int SIGUSR1 = 10;
    public const int SIG_BLOCK = 0;
    public const short F_WRLCK = 1;
    public const int F_SETLK = 6;
    public const int F_SETLKW = 7;
    public const int PTRACE_TRACEME = 0;

    /// <summary>More than any C library needs for what a spawn is to do.</summary>
    public const int ActionsSize = 256;

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    public static partial int Duplicate(int descriptor, int number);

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    public static partial int Pipe(int* ends);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "openpty", SetLastError = true)]
    public static partial int OpenTerminal(int* terminal, int* slave, byte* name, void* modes, void* size);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    public static partial int SocketPair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, ushort* address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(int socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept", SetLastError = true)]
    public static partial int Accept(int socket, void* address, int* length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int socket, byte* buffer, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int socket, byte* buffer, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Watched* watched, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "select", SetLastError = true)]
    public static partial int Select(int count, ulong* readable, ulong* writable, ulong* exceptional, ReadOnlySpan<long> timeout);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, Span<long> events, int count, int timeout);

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    public static partial nint Splice(int from, long* fromOffset, int to, long* toOffset, nint count, uint flags);

    [LibraryImport("libc", EntryPoint = "nanosleep", SetLastError = true)]
    public static partial int NanoSleep(ReadOnlySpan<long> time, long* left);

    [LibraryImport("libc", EntryPoint = "pause", SetLastError = true)]
    public static partial int Pause();

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    public static partial int SignalMask(int how, ulong* set, ulong* old);

    [LibraryImport("libc", EntryPoint = "sigwait")]
    public static partial int WaitForSignal(ulong* set, int* signal);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int FileLock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command, Record* argument);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitProcess(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    public static partial nint Trace(int request, int process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "raise", SetLastError = true)]
    public static partial int Raise(int signal);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(int* process, string path, byte* actions, void* attributes, string?[] arguments, string?[] environment);

    /// <summary><c>struct pollfd</c>, for no event at all.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 8)]
    public struct Watched
    {
        public int Descriptor;
    }

    /// <summary><c>struct flock</c>: all of a file, when but the kind is zero.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    public struct Record
    {
        public short Kind;
    }
}
