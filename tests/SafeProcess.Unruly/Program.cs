using SafeProcess.Unruly;

if (args.Length == 0)
    return Usage();

var line = new CommandLine(args.AsSpan(1));
try
{
    return args[0] switch
    {
        "write" => OutputCommands.Write(line),
        "sequence" => OutputCommands.Sequence(line),
        "bytes" => OutputCommands.Bytes(line),
        "repeat" => OutputCommands.Repeat(line),
        "numbers" => OutputCommands.Numbers(line),
        "alternate" => OutputCommands.Alternate(line),
        "flood" => OutputCommands.Flood(line),
        "close-outputs" => OutputCommands.CloseOutputs(line),
        "args" => TellCommands.Arguments(args.AsSpan(1)),
        "env" => TellCommands.Environment(),
        "cwd" => TellCommands.CurrentDirectory(),
        "exit" => EndCommands.Exit(line),
        "hang" => EndCommands.Hang(line),
        "farewell" => EndCommands.Farewell(line),
        "touch" => EndCommands.Touch(line),
        "terminal" => TerminalCommands.Tell(),
        "ask" => TerminalCommands.Ask(line),
        "echo" => InputCommands.Echo(),
        "take" => InputCommands.Take(line),
        "digest" => InputCommands.Digest(),
        "serve" => ServeCommand.Run(line),
        "ignore-input" => InputCommands.Ignore(line),
        "close-input" => InputCommands.Close(line),
        "tree" => TreeCommands.Tree(line),
        TreeCommands.IntermediateName => TreeCommands.Intermediate(line),
        "orphan" => OrphanCommand.Run(line),
        "many" => TreeCommands.Many(line),
        "burn" => UseCommands.Burn(line),
        "allocate" => UseCommands.Allocate(line),
        _ => ThisSystemsCommands.Run(args, line) ?? Usage(),
    };
}
catch (CommandLineException wrong)
{
    StandardStreams.WriteError($"unruly {args[0]}: {wrong.Message}\n");
    return 2;
}
catch (IOException)
{
    return EndCommands.NobodyReads;
}

static int Usage()
{
    StandardStreams.WriteError("""
        unruly COMMAND ...: misbehaves on request. Times are milliseconds. What hangs ends by itself after 120 s with code 99.
        STREAM is out, err or both; TEXT is written as it is, without a newline.

        Output
          write N [--to STREAM] [--seed S]    N bytes of the pattern (Pattern.cs); both: at the same time, seed S + 1 on err
          sequence STREAM:N ...               N bytes of the pattern (seed 0) on each in turn, the next when the last is written
          bytes HEX [--to STREAM] [--every T] each byte in a write of its own, T apart (default 1)
          repeat TEXT N [--to STREAM]         TEXT N times, nothing after it
          numbers N [--every T]               the lines 1 to N, T apart (default 0)
          alternate N                         the lines `out 1`, `err 1`, `out 2` ... each on its stream, in that order
          flood [--to STREAM]                 the line `y` without end
          close-outputs [--for T]             `closed`, then closes both streams, lives on for T, exits with 0
        Telling
          args ...                            each argument as a line of the hex of its UTF-8, then the line `end`
          env                                 NAME=VALUE and a NUL for each variable
          cwd                                 the directory
          terminal                            whether input, output and error are terminals, and its size: `True True True 120x40`
          session                             `pid P parent P group G session S` (Unix)
        Ending
          exit CODE [--out TEXT] [--err TEXT]
          hang [--out TEXT] [--err TEXT] [--first err] [--for T]  writes, then does nothing; with --for exits with 0
          die SIGNAL [--out TEXT] [--err TEXT]       ends itself by that signal, a name or a number (Unix)
          stop-self [--out TEXT]              writes, then stops itself with SIGSTOP (Unix); nothing but a signal ends it
          farewell TEXT CODE [--times N] [--err TEXT] [--signal NAME]  the line `ready`; on the signal (default: the stop signal, SIGTERM
                                              or on Windows CTRL_BREAK) TEXT N times (default 1), then exits with CODE
          touch PATH                          makes an empty file
        Input
          echo                                standard input to standard output
          ask TEXT                            writes TEXT at the terminal, reads a line there that is not shown, then writes the line `got LINE`
          take N                              the first N bytes of standard input to standard output
          digest                              at the end of input: `COUNT SHA256` of it
          ignore-input [--for T]              the line `ready`, never reads, lives for T (default 0), exits with 0
          close-input [--for T]               closes its input, the line `closed`, lives on for T (default 0), exits with 0
        Network
          serve [--port P] [--delay T]        after T (default 0) listens at 127.0.0.1:P (default: any free port), writes `listening on P`,
                                              answers each connection with the body `hello` in HTTP
        Trees: each process writes the line `pid N TRAITS` once it is what it is to be, the last one then `ready`
          tree TRAITS ... [--lines N] [--for T]  itself as the first TRAITS say, its child as the second, and so on; then all hang,
                                              the last one after N lines, 20 apart
               plain      nothing special
               ignore     ignores SIGTERM, SIGINT, SIGHUP and SIGQUIT; on Windows CTRL_BREAK and CTRL_C
               setsid     leads a session of its own; on Windows has no console, a group of its own, and tried to leave the job
               detached   started by an intermediate that has exited (with setsid: the intermediate called it)
               bare       without environment (but for what .NET needs)
               respawn    at the stop signal starts a hanging child, then exits
               silent     closes its streams once it stands
          orphan CODE TRAITS ... [--lines N] [--for T]  such a tree below it; exits with CODE as soon as the tree is ready, and has
                                              written its first line where it writes any
          many N                              N children that do nothing: `pid N` each, then `ready`; then hangs
        Waiting (Unix): on its first thread, in one system call; the descriptors it waits on are 100 and the next
          wait CALL                           read-pipe, read-eventfd, read-terminal, receive, send, accept, select, select-nothing, epoll, splice,
                                              sleep, signal, signal-of-a-set, condition
          wait poll N                         for N descriptors
          wait CALL PATH                      read-fifo, open-fifo, file-lock, record-lock (of a child), start-of-a-child (whose input is the FIFO)
          wait child                          for a child that does nothing
          wait tracer                         hangs; its child is stopped, traced by it
        Reaping (Unix)
          reap PROGRAM ARGUMENT ...           runs the program and waits for whatever loses its parent below it, as a prompt init does; exits as
                                              the program does
        Windows
          break-away                          tries to start a child outside the job: `denied`, or `pid N outside`
          handle N                            `open` or `closed`: whether this number is a handle here
        Using
          burn [--for T]                      uses one processor for T of its time (default 60000), then exits with 0
          allocate N                          takes N MiB and writes to each page, then the line `allocated`, exits with 0

        """);
    return 2;
}
