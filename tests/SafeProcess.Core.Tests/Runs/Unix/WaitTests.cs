using System.Text.RegularExpressions;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Looking;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What a process is told to wait on, call by call.</summary>
public sealed partial class WaitTests
{
    [Theory]
    [InlineData("read-pipe", "read of descriptor 100 (pipe)")]
    [InlineData("read-eventfd", "read of descriptor 100 (eventfd)")]
    [InlineData("read-terminal", "read of descriptor 100 (terminal)")]
    [InlineData("receive", "receive on descriptor 100 (socket)")]
    [InlineData("send", "send on descriptor 100 (socket)")]
    [InlineData("accept", "accept on descriptor 100 (socket)")]
    [InlineData("poll 1", "poll of 1 descriptor")]
    [InlineData("poll 2", "poll of 2 descriptors")]
    [InlineData("select", "select of descriptors")]
    [InlineData("select-nothing", "sleep")]
    [InlineData("epoll", "epoll on descriptor 100")]
    [InlineData("sleep", "sleep")]
    [InlineData("signal", "wait for a signal")]
    [InlineData("signal-of-a-set", "wait for a signal")]
    [InlineData("condition", "wait for a lock or a condition")]
    [InlineData("splice", "copy from descriptor 100 (pipe) to descriptor 101 (pipe)")]
    public async Task A_waiting_process_is_told_with_its_call_and_the_kind_of_what_it_waits_on(string call, string expected) =>
        await StopOnceItWaitsAsync(Waiting(call.Split(' ')), expected);

    [Theory]
    [InlineData("file-lock", "lock of descriptor 100 (file)")]
    [InlineData("record-lock", "lock of descriptor 100 (file)")]
    [InlineData("open-fifo", "open of a FIFO")]
    [InlineData("read-fifo", "read of descriptor 100 (FIFO)")]
    public async Task A_process_that_waits_on_a_file_is_told_without_its_path(string call, string expected)
    {
        using var folder = new TempFolder();
        await StopOnceItWaitsAsync(Waiting(call, folder.File("file")), expected);
    }

    [Fact]
    public async Task The_path_of_an_open_file_is_told_with_the_arguments()
    {
        using var folder = new TempFolder();
        await StopOnceItWaitsAsync(
            Waiting("read-fifo", folder.File("a\nfifo")) with { DiagnoseArguments = true }, $@"read of descriptor 100 ({folder.Path}/a\nfifo)");
    }

    [Fact]
    public async Task A_process_that_waits_for_one_child_is_told_with_it()
    {
        var result = await StopOnceAsync(Waiting("child"), seen => seen.Any(one => CallOf(one)?.StartsWith("wait for child ", StringComparison.Ordinal) == true));
        Assert.Equal($"wait for child {result.Diagnosis[1].Id}", CallOf(result.Diagnosis[0]));
    }

    [Fact]
    public async Task A_process_stopped_by_a_debugger_is_told_with_it()
    {
        var result = await StopOnceAsync(Waiting("tracer"), seen => seen.Any(one => one.State == 't'));
        Assert.Equal($"traced by process {result.ProcessId}", CallOf(result.Diagnosis[1]));
    }

    [Fact]
    public async Task A_process_in_uninterruptible_sleep_is_told_with_the_function_of_the_kernel()
    {
        using var folder = new TempFolder();
        // The parent sleeps so until its child has opened its files and execs; the child has one thread alone.
        var result = await StopOnceTheyWaitAsync(Waiting("start-of-a-child", folder.File("fifo")), "open of a FIFO");
        Assert.Matches("^uninterruptible: [a-z_0-9]+$", CallOf(result.Diagnosis[0]));
        Assert.Equal('D', result.Diagnosis[0].State);
    }

    private static ProcessSpec Waiting(params string[] call) => UnrulyProgram.Spec(["wait", .. call]);

    private static Task<ProcessResult> StopOnceItWaitsAsync(ProcessSpec spec, string expected) =>
        StopOnceAsync(spec, seen => seen.Any(one => CallOf(one) == expected));

    /// <summary>What a process of the test program waits on; null when the number of its threads, of which the runtime has several, is not told.</summary>
    private static string? CallOf(ProcessSnapshot one) => CallAndThreads().Match(one.WaitsOn ?? "") is { Success: true } told ? told.Groups[1].Value : null;

    [GeneratedRegex("^(.+); first of [1-9][0-9]* threads$", RegexOptions.Singleline)]
    private static partial Regex CallAndThreads();
}
