using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Looking;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What a process is told to wait on, call by call.</summary>
public sealed class WaitTests
{
    [Theory]
    [InlineData("os.read(os.pipe()[0], 1)", "read of descriptor 3 (pipe)")]
    [InlineData("os.read(ctypes.CDLL(None).eventfd(0, 0), 8)", "read of descriptor 3 (eventfd)")]
    [InlineData("os.read(os.openpty()[1], 1)", "read of descriptor 4 (terminal)")]
    [InlineData("a, b = socket.socketpair(); a.recv(1)", "receive on descriptor 3 (socket)")]
    [InlineData("a, b = socket.socketpair()\nwhile True: a.send(bytes(99999))", "send on descriptor 3 (socket)")]
    [InlineData("s = socket.create_server(('127.0.0.1', 0)); s.accept()", "accept on descriptor 3 (socket)")]
    [InlineData("p = select.poll(); p.register(os.pipe()[0]); p.poll()", "poll of 1 descriptor")]
    [InlineData("p = select.poll(); r, w = os.pipe(); p.register(r); p.register(os.dup(r)); p.poll()", "poll of 2 descriptors")]
    [InlineData("select.select([os.pipe()[0]], [], [])", "select of descriptors")]
    [InlineData("select.select([], [], [], 120)", "sleep")]
    [InlineData("select.epoll().poll()", "epoll on descriptor 3")]
    [InlineData("time.sleep(120)", "sleep")]
    [InlineData("signal.pause()", "wait for a signal")]
    [InlineData("signal.pthread_sigmask(0, [10]); signal.sigwait([10])", "wait for a signal")]
    [InlineData("threading.Thread(target=signal.sigwait, args=[[10]]).start()", "wait for a lock or a condition; first of 2 threads")]
    [InlineData("f = open(sys.argv[1], 'w'); fcntl.flock(f, 2); g = open(sys.argv[1]); fcntl.flock(g, 2)", "lock of descriptor 4 (file)")]
    [InlineData("f = open(sys.argv[1], 'w'); fcntl.lockf(f, 2); os.fork() or fcntl.lockf(f, 2); time.sleep(120)", "lock of descriptor 3 (file)")]
    [InlineData("os.mkfifo(sys.argv[1]); open(sys.argv[1])", "open of a FIFO")]
    [InlineData("os.mkfifo(sys.argv[1]); os.read(os.open(sys.argv[1], os.O_RDWR), 1)", "read of descriptor 3 (FIFO)")]
    [InlineData("r = os.pipe()[0]; ctypes.CDLL(None).splice(r, None, os.pipe()[1], None, 1, 0)", "copy from descriptor 3 (pipe) to descriptor 6 (pipe)")]
    public async Task A_waiting_process_is_told_with_its_call_and_the_kind_of_what_it_waits_on(string script, string expected)
    {
        using var folder = new TempFolder();
        await StopOnceTheyWaitAsync(Python(script, folder.File("file")), expected);
    }

    [Fact]
    public async Task The_path_of_an_open_file_is_told_with_the_arguments()
    {
        using var folder = new TempFolder();
        var path = folder.File("a\nfifo");
        const string Script = "os.mkfifo(sys.argv[1]); os.read(os.open(sys.argv[1], os.O_RDWR), 1)";
        await StopOnceTheyWaitAsync(Python(Script, path) with { DiagnoseArguments = true }, $@"read of descriptor 3 ({folder.Path}/a\nfifo)");
    }

    [Fact]
    public async Task A_process_that_waits_for_one_child_is_told_with_it()
    {
        var result = await StopOnceAsync(
            Python("child = os.fork()\nif child == 0: time.sleep(120)\nos.waitpid(child, 0)"),
            seen => seen.Any(one => one.WaitsOn?.StartsWith("wait for child ", StringComparison.Ordinal) == true));
        Assert.Equal($"wait for child {result.Diagnosis[1].Id}", result.Diagnosis[0].WaitsOn);
    }

    [Fact]
    public async Task A_process_stopped_by_a_debugger_is_told_with_it()
    {
        const string Script = """
            import ctypes
            if os.fork() == 0:
                ctypes.CDLL(None).ptrace(0, 0, 0, 0)
                os.kill(os.getpid(), signal.SIGUSR1)
            time.sleep(120)
            """;
        var result = await StopOnceAsync(Python(Script), seen => seen.Any(one => one.State == 't'));
        Assert.Equal($"traced by process {result.ProcessId}", result.Diagnosis[1].WaitsOn);
    }

    [Fact]
    public async Task A_process_in_uninterruptible_sleep_is_told_with_the_function_of_the_kernel()
    {
        using var folder = new TempFolder();
        // The parent sleeps so until its child has opened its files and execs.
        const string Script = """
            os.mkfifo(sys.argv[1])
            os.posix_spawn('/bin/true', ['true'], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 0, sys.argv[1], os.O_RDONLY, 0)])
            """;
        var result = await StopOnceTheyWaitAsync(Python(Script, folder.File("fifo")), "open of a FIFO");
        Assert.Matches("^uninterruptible: [a-z_0-9]+$", result.Diagnosis[0].WaitsOn);
        Assert.Equal('D', result.Diagnosis[0].State);
    }

    private static ProcessSpec Python(string script, params string[] arguments) =>
        new(Requires.Program("python3"), ["-c", "import ctypes, fcntl, os, select, signal, socket, sys, threading, time\n" + script, .. arguments]);
}
