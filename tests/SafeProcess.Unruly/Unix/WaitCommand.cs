using System.ComponentModel;

namespace SafeProcess.Unruly;

/// <summary>Waits on its first thread in one system call, which the diagnosis of a run is to name.</summary>
internal static unsafe class WaitCommand
{
    /// <summary>The number that what it waits on gets: above all that the runtime opens.</summary>
    private const int First = 100;

    public static int Run(CommandLine line)
    {
        Lifetime.EndLater();
        var call = line.Next("CALL");
        string Path() => line.Next("PATH");
        byte one;
        _ = call switch
        {
            "read-pipe" => WaitCalls.Read(Place(Pipe().Reader), &one, 1),
            "read-eventfd" => WaitCalls.Read(Place(WaitCalls.EventFd(0, 0)), &one, 1 << 3),
            "read-terminal" => WaitCalls.Read(Place(Terminal()), &one, 1),
            "read-fifo" => WaitCalls.Read(Place(WaitCalls.Open(Fifo(Path()), WaitCalls.O_RDWR, 0)), &one, 1),
            "open-fifo" => WaitCalls.Open(Fifo(Path()), WaitCalls.O_RDONLY, 0),
            "receive" => WaitCalls.Receive(Place(SocketPair()), &one, 1, 0),
            "send" => SendForEver(Place(SocketPair())),
            "accept" => WaitCalls.Accept(Place(Listener()), null, null),
            "poll" => Poll((int)line.NextNumber("N")),
            "select" => Select(Place(Pipe().Reader)),
            "select-nothing" => Select(null),
            "epoll" => WaitCalls.EpollWait(Place(WaitCalls.EpollCreate(0)), stackalloc long[2], 1, -1),
            "splice" => WaitCalls.Splice(Place(Pipe().Reader), null, Place(Pipe().Writer, First + 1), null, 1, 0),
            "sleep" => WaitCalls.NanoSleep([Lifetime.Limit / 1000, 0], null),
            "signal" => WaitCalls.Pause(),
            "signal-of-a-set" => SignalOfASet(),
            "condition" => Join(),
            "file-lock" => FileLock(Path()),
            "record-lock" => RecordLock(Path()),
            "child" => WaitCalls.WaitProcess(Children.StartIdle(), null, 0),
            "tracer" => Trace(),
            "traced" => BeTraced(),
            "start-of-a-child" => StartChild(Fifo(Path())),
            _ => throw new CommandLineException($"no such call: {call}"),
        };
        throw new Win32Exception();
    }

    /// <summary>Gives a descriptor a number that a test can name.</summary>
    private static int Place(int descriptor, int number = First) => Check(WaitCalls.Duplicate(Check(descriptor), number));

    private static (int Reader, int Writer) Pipe()
    {
        var ends = stackalloc int[2];
        Check(WaitCalls.Pipe(ends));
        return (ends[0], ends[1]);
    }

    private static int SocketPair()
    {
        var ends = stackalloc int[2];
        Check(WaitCalls.SocketPair(WaitCalls.AF_UNIX, WaitCalls.SOCK_STREAM, 0, ends));
        return ends[0];
    }

    private static int Listener()
    {
        var socket = Check(WaitCalls.Socket(WaitCalls.AF_UNIX, WaitCalls.SOCK_STREAM, 0));
        // With the family alone the kernel finds a name, which is no file's (unix(7), autobind).
        ushort family = WaitCalls.AF_UNIX;
        Check(WaitCalls.Bind(socket, &family, sizeof(ushort)));
        Check(WaitCalls.Listen(socket, 1));
        return socket;
    }

    private static int Terminal()
    {
        int terminal;
        int slave;
        Check(WaitCalls.OpenTerminal(&terminal, &slave, null, null, null));
        return slave;
    }

    private static string Fifo(string path)
    {
        Check(WaitCalls.MakeFifo(path, WaitCalls.OwnerOnly));
        return path;
    }

    private static int SendForEver(int socket)
    {
        var piece = stackalloc byte[4096];
        while (true)
            Check((int)WaitCalls.Send(socket, piece, 4096, 0));
    }

    private static int Poll(int count)
    {
        var watched = stackalloc WaitCalls.Watched[count];
        for (var i = 0; i < count; i++)
            watched[i].Descriptor = Pipe().Reader;
        return WaitCalls.Poll(watched, (nuint)count, -1);
    }

    private static int Select(int? descriptor)
    {
        if (descriptor is not { } one)
            return WaitCalls.Select(0, null, null, null, [Lifetime.Limit / 1000, 0]);
        // A set has a bit for each of 1024 descriptors.
        var set = stackalloc ulong[1024 / 64];
        new Span<ulong>(set, 1024 / 64).Clear();
        set[one / 64] = 1UL << (one % 64);
        return WaitCalls.Select(one + 1, set, null, null, null);
    }

    private static int SignalOfASet()
    {
        var set = stackalloc ulong[1024 / 64];
        new Span<ulong>(set, 1024 / 64).Clear();
        set[0] = 1UL << (WaitCalls.SIGUSR1 - 1);
        Check(WaitCalls.SignalMask(WaitCalls.SIG_BLOCK, set, null));
        int signal;
        return WaitCalls.WaitForSignal(set, &signal);
    }

    private static int Join()
    {
        var hanging = new Thread(() => Lifetime.Hang());
        hanging.Start();
        hanging.Join();
        return 0;
    }

    private static int FileLock(string path)
    {
        const int Mine = 2;
        Check(WaitCalls.FileLock(Check(WaitCalls.Open(path, WaitCalls.O_RDWR | WaitCalls.O_CREAT, WaitCalls.OwnerOnly)), Mine));
        return WaitCalls.FileLock(Place(WaitCalls.Open(path, WaitCalls.O_RDWR, 0)), Mine);
    }

    /// <summary>The first to come has the lock and starts a second, which waits for it: a process is never in its own way.</summary>
    private static int RecordLock(string path)
    {
        var file = Place(WaitCalls.Open(path, WaitCalls.O_RDWR | WaitCalls.O_CREAT, WaitCalls.OwnerOnly));
        WaitCalls.Record all = new() { Kind = WaitCalls.F_WRLCK };
        if (WaitCalls.Control(file, WaitCalls.F_SETLK, &all) != 0)
            return WaitCalls.Control(file, WaitCalls.F_SETLKW, &all);
        Children.Start(["wait", "record-lock", path], outside: false, environment: null);
        return Lifetime.Hang();
    }

    private static int Trace()
    {
        Children.Start(["wait", "traced"], outside: false, environment: null);
        return Lifetime.Hang();
    }

    private static int BeTraced()
    {
        Check((int)WaitCalls.Trace(WaitCalls.PTRACE_TRACEME, 0, 0, 0));
        // Whatever signal it is, it stops here first. To this thread, as each is traced by itself.
        return WaitCalls.Raise(WaitCalls.SIGUSR1);
    }

    /// <summary>The parent waits until the child has opened its files and runs the program; this child never opens its input.</summary>
    private static int StartChild(string fifo)
    {
        var actions = stackalloc byte[WaitCalls.ActionsSize];
        Check(WaitCalls.InitializeActions(actions));
        Check(WaitCalls.AddOpen(actions, 0, fifo, WaitCalls.O_RDONLY, 0));
        int child;
        return WaitCalls.Spawn(&child, "/bin/true", actions, null, ["true", null], [null]);
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception();
}
