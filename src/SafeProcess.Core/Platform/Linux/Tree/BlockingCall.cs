using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>What a system call in which a process can wait waits for. Calls that wait for the same are one.</summary>
internal enum BlockingCall
{
    Read,
    Write,
    Receive,
    Send,
    Accept,
    Connect,
    Open,
    Lock,
    RecordLock,
    Synchronize,
    Control,
    SendFile,
    Splice,
    Poll,
    Select,
    Epoll,
    InputOutput,
    WaitProcess,
    WaitId,
    Signal,
    Sleep,
    Futex,
    Semaphore,
    MessageQueue,
    StartChild,
}

/// <summary>The numbers of system calls (<c>syscalls(2)</c>), from the kernel's <c>arch/x86/entry/syscalls/syscall_64.tbl</c> and
/// <c>include/uapi/asm-generic/unistd.h</c>, which arm64 uses.</summary>
internal static class BlockingCalls
{
    private static readonly FrozenDictionary<long, BlockingCall> _calls = OfThisMachine().SelectMany(
        static pair => pair.Numbers, static (pair, number) => KeyValuePair.Create(number, pair.Call)).ToFrozenDictionary();

    /// <summary>Null for a call that does not wait, and for all calls of a machine whose numbers are not known here.</summary>
    public static BlockingCall? Find(long number) => _calls.TryGetValue(number, out var call) ? call : null;

    private static (BlockingCall Call, long[] Numbers)[] OfThisMachine() => RuntimeInformation.ProcessArchitecture switch
    {
        // read, pread64, readv, preadv, preadv2; write … in the same order; the rest as they stand in the manual's list.
        Architecture.X64 =>
        [
            (BlockingCall.Read, [0, 17, 19, 295, 327]),
            (BlockingCall.Write, [1, 18, 20, 296, 328]),
            (BlockingCall.Receive, [45, 47, 299]),
            (BlockingCall.Send, [44, 46, 307]),
            (BlockingCall.Accept, [43, 288]),
            (BlockingCall.Connect, [42]),
            (BlockingCall.Open, [2, 257, 437]),
            (BlockingCall.Lock, [73]),
            (BlockingCall.RecordLock, [72]),
            (BlockingCall.Synchronize, [74, 75]),
            (BlockingCall.Control, [16]),
            (BlockingCall.SendFile, [40]),
            (BlockingCall.Splice, [275, 326]),
            (BlockingCall.Poll, [7, 271]),
            (BlockingCall.Select, [23, 270]),
            (BlockingCall.Epoll, [232, 281, 441]),
            (BlockingCall.InputOutput, [208, 426]),
            (BlockingCall.WaitProcess, [61]),
            (BlockingCall.WaitId, [247]),
            (BlockingCall.Signal, [34, 128, 130]),
            (BlockingCall.Sleep, [35, 230]),
            (BlockingCall.Futex, [202, 449]),
            (BlockingCall.Semaphore, [65, 220]),
            (BlockingCall.MessageQueue, [69, 70, 242, 243]),
            (BlockingCall.StartChild, [56, 58, 435]),
        ],
        Architecture.Arm64 =>
        [
            (BlockingCall.Read, [63, 67, 65, 69, 286]),
            (BlockingCall.Write, [64, 68, 66, 70, 287]),
            (BlockingCall.Receive, [207, 212, 243]),
            (BlockingCall.Send, [206, 211, 269]),
            (BlockingCall.Accept, [202, 242]),
            (BlockingCall.Connect, [203]),
            (BlockingCall.Open, [56, 437]),
            (BlockingCall.Lock, [32]),
            (BlockingCall.RecordLock, [25]),
            (BlockingCall.Synchronize, [82, 83]),
            (BlockingCall.Control, [29]),
            (BlockingCall.SendFile, [71]),
            (BlockingCall.Splice, [76, 285]),
            (BlockingCall.Poll, [73]),
            (BlockingCall.Select, [72]),
            (BlockingCall.Epoll, [22, 441]),
            (BlockingCall.InputOutput, [4, 426]),
            (BlockingCall.WaitProcess, [260]),
            (BlockingCall.WaitId, [95]),
            (BlockingCall.Signal, [133, 137]),
            (BlockingCall.Sleep, [101, 115]),
            (BlockingCall.Futex, [98, 449]),
            (BlockingCall.Semaphore, [192, 193]),
            (BlockingCall.MessageQueue, [182, 183, 188, 189]),
            (BlockingCall.StartChild, [220, 435]),
        ],
        _ => [],
    };
}
