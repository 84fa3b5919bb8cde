using System.Buffers.Text;
using System.Globalization;
using System.Text;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>Says in words what a process waits on.</summary>
/// <remarks>Nothing here can hang: the kernel answers from its own memory, and no file that a descriptor stands for is touched, as that may
/// lie on a file system that does not answer. Of a process in uninterruptible sleep only what takes no lock is read.</remarks>
internal readonly ref struct WaitDescription(int processId, bool withPaths)
{
    private const int LongestPath = 256;
    private const ulong ProcessIdType = 1;
    private const ulong SetLockWait = 7;
    private const ulong SetOpenLockWait = 38;

    /// <summary>What it waits on.</summary>
    /// <param name="process">The process as it is now.</param>
    /// <param name="withPaths">Whether open files are named, or only called files.</param>
    /// <returns>Null when it waits on nothing, or the system does not tell this user.</returns>
    public static string? Of(ProcessEntry process, bool withPaths)
    {
        var text = new WaitDescription(process.Id, withPaths).Tell(process.State);
        return text is not null && process.Threads > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{text}; first of {process.Threads} threads")
            : text;
    }

    private string? Tell(char state) => state switch
    {
        'T' => "stopped by a signal",
        't' => ProcFile.ReadStatus(processId, "\nTracerPid:\t"u8) is > 0 and var tracer
            ? string.Create(CultureInfo.InvariantCulture, $"traced by process {tracer}")
            : "traced",
        'D' => KernelFunction() is { } function ? $"uninterruptible: {function}" : "uninterruptible",
        'S' => (SystemCall.Read(processId) is { } call ? Tell(call) : null) ?? (KernelFunction() is { } function ? $"in the kernel: {function}" : null),
        _ => null,
    };

    private string? Tell(SystemCall call) => BlockingCalls.Find(call.Number) switch
    {
        BlockingCall.Read => $"read of {Descriptor(call.First)}",
        BlockingCall.Write => $"write to {Descriptor(call.First)}",
        BlockingCall.Receive => $"receive on {Descriptor(call.First)}",
        BlockingCall.Send => $"send on {Descriptor(call.First)}",
        BlockingCall.Accept => $"accept on {Descriptor(call.First)}",
        BlockingCall.Connect => $"connect on {Descriptor(call.First)}",
        BlockingCall.Open => IsOfPipe(KernelFunction()) ? "open of a FIFO" : "open of a file",
        BlockingCall.Lock => $"lock of {Descriptor(call.First)}",
        BlockingCall.RecordLock => call.Second is SetLockWait or SetOpenLockWait ? $"lock of {Descriptor(call.First)}" : null,
        BlockingCall.Synchronize => $"synchronization of {Descriptor(call.First)}",
        BlockingCall.Control => $"control of {Descriptor(call.First)}",
        BlockingCall.SendFile => $"copy from {Descriptor(call.Second)} to {Descriptor(call.First)}",
        BlockingCall.Splice => $"copy from {Descriptor(call.First)} to {Descriptor(call.Third)}",
        BlockingCall.Poll => Poll(call.Second),
        BlockingCall.Select => call.First == 0 ? "sleep" : "select of descriptors",
        BlockingCall.Epoll => $"epoll on descriptor {(int)call.First}",
        BlockingCall.InputOutput => "asynchronous input or output",
        BlockingCall.WaitProcess => Child((int)call.First),
        BlockingCall.WaitId => Child(call.First == ProcessIdType ? (int)call.Second : 0),
        BlockingCall.Signal => "wait for a signal",
        BlockingCall.Sleep => "sleep",
        BlockingCall.Futex => "wait for a lock or a condition",
        BlockingCall.Semaphore => "wait for a semaphore",
        BlockingCall.MessageQueue => "message queue",
        BlockingCall.StartChild => "start of a child",
        _ => null,
    };

    private static string Poll(ulong count) => count switch
    {
        0 => "sleep",
        1 => "poll of 1 descriptor",
        _ => string.Create(CultureInfo.InvariantCulture, $"poll of {count} descriptors"),
    };

    private static string Child(int id) => id > 0 ? string.Create(CultureInfo.InvariantCulture, $"wait for child {id}") : "wait for a child";

    private string Descriptor(ulong argument)
    {
        var number = (int)argument;
        Span<byte> name = stackalloc byte[16];
        "fd/"u8.CopyTo(name);
        Utf8Formatter.TryFormat(number, name[3..], out var digits);
        name[3 + digits] = 0;
        var kind = Kind(ProcFile.ReadLink(processId, name[..(4 + digits)]));
        return string.Create(CultureInfo.InvariantCulture, $"descriptor {number}{(kind is null ? "" : $" ({kind})")}");
    }

    /// <summary>What a descriptor stands for, by the text of its link (<c>proc_pid_fd(5)</c>).</summary>
    private string? Kind(string? link)
    {
        if (link is null)
            return null;
        if (link.StartsWith('/'))
            return withPaths ? VisibleText.Of(link, LongestPath) : KindOfPath(link);

        // pipe:[123], socket:[123], anon_inode:[eventfd], anon_inode:inotify
        var parts = link.Split(':', 2);
        return VisibleText.Of(parts is ["anon_inode", var name] ? name.Trim('[', ']') : parts[0], LongestPath);
    }

    private string KindOfPath(string path) =>
        path.StartsWith("/dev/pts/", StringComparison.Ordinal) || path.StartsWith("/dev/tty", StringComparison.Ordinal) || path == "/dev/console" ? "terminal"
        : path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal) ? "device"
        : IsOfPipe(KernelFunction()) ? "FIFO"
        : "file";

    /// <summary>The link of a named pipe is its path like any file's; the functions that wait are those of <c>fs/pipe.c</c>.</summary>
    private static bool IsOfPipe(string? function) => function is not null
        && (function.Contains("pipe", StringComparison.Ordinal) || function.Contains("fifo", StringComparison.Ordinal) || function == "wait_for_partner");

    /// <summary>The function of the kernel in which it waits (<c>proc_pid_wchan(5)</c>); null when the kernel does not say.</summary>
    private string? KernelFunction()
    {
        Span<byte> buffer = stackalloc byte[128];
        ReadOnlySpan<byte> text = buffer[..ProcFile.Read(processId, "wchan"u8, buffer)];
        return text.IsEmpty || text.SequenceEqual("0"u8) ? null : VisibleText.Of(Encoding.UTF8.GetString(text));
    }
}
