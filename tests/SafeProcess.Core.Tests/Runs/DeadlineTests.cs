using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed class DeadlineTests
{
    /// <summary>Milliseconds.</summary>
    private const int BetweenBytes = 50;

    [Fact]
    public async Task A_program_that_ends_in_time_is_not_stopped()
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0", "--out", "x") with { Timeout = TimeSpan.FromSeconds(50), IdleTimeout = TimeSpan.FromSeconds(50) });
        Assert.Equal((Outcome.Exited, 0, false), (result.Outcome, result.ExitCode, result.TimedOut));
        Assert.Equal("x", result.StandardOutput);
    }

    [Fact]
    public async Task The_longest_timeout_is_accepted()
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0") with { Timeout = TimeSpan.FromDays(49), IdleTimeout = TimeSpan.FromDays(49), GracePeriod = TimeSpan.FromDays(49) });
        Assert.True(result.Success);
    }

    [Fact]
    public async Task The_shortest_timeout_ends_the_run_and_leaves_nothing()
    {
        var result = await RunAsync(UnrulyProgram.Spec("hang") with { Timeout = TimeSpan.FromTicks(1), GracePeriod = TimeSpan.Zero });
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task A_timeout_keeps_what_came_on_both_streams_before_it()
    {
        for (var timeout = TimeSpan.FromSeconds(1); ; timeout *= 4)
        {
            var result = await RunAsync(UnrulyProgram.Spec("hang", "--out", "some é", "--err", "a warning\n") with { Timeout = timeout });
            Assert.Equal(Outcome.TimedOut, result.Outcome);
            if (result.StandardError == "" && timeout < TimeSpan.FromSeconds(20))
                continue;
            Assert.Equal(("some é", "a warning\n", "a warning"), (result.StandardOutput, result.StandardError, result.LastErrorLine));
            Assert.True(result.Duration >= timeout, $"{result.Duration} is less than {timeout}");
            return;
        }
    }

    [Fact]
    public async Task A_timeout_ends_a_program_that_writes_without_end()
    {
        var sink = OutputSink.Discard();
        var result = await RunAsync(UnrulyProgram.Spec("flood", "--to", "both") with { Timeout = TimeSpan.FromSeconds(1) }, sink);
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.Equal((((CountingSink)sink.StandardOutput).Count, ((CountingSink)sink.StandardError).Count), (result.StandardOutputLength, result.StandardErrorLength));
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task A_timeout_ends_a_program_that_has_closed_its_streams()
    {
        var result = await RunAsync(UnrulyProgram.Spec("close-outputs") with { Timeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.Null(ProcessTable.Find(result));
    }

    [Fact]
    public async Task A_timeout_counts_on_while_a_sink_holds_the_program_back()
    {
        var gate = new TaskCompletionSource();
        var held = new FunctionSink(async (_, _) =>
        {
            await gate.Task;
            return true;
        });
        var log = new EventLog();
        var spec = UnrulyProgram.Spec("flood") with { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero };
        var running = RunAsync(spec, new(held, new CountingSink()), log);
        await log.AwaitAsync(RunEventKind.TreeEnded);
        gate.SetResult();
        Assert.Equal(Outcome.TimedOut, (await running).Outcome);
    }

    [Fact]
    public async Task Silence_on_both_streams_is_an_idle_timeout_and_what_came_before_is_kept()
    {
        for (var idle = TimeSpan.FromMilliseconds(500); ; idle *= 4)
        {
            var result = await RunAsync(UnrulyProgram.Spec("hang", "--out", "then nothing") with { IdleTimeout = idle });
            Assert.Equal((Outcome.IdleTimedOut, true, false), (result.Outcome, result.TimedOut, result.Success));
            Assert.Null(ProcessTable.Find(result));
            if (result.StandardOutput == "" && idle < TimeSpan.FromSeconds(20))
                continue;
            Assert.Equal("then nothing", result.StandardOutput);
            return;
        }
    }

    [Fact]
    public async Task A_program_that_keeps_writing_outlives_its_idle_timeout()
    {
        var (result, idle) = await OutlivesAsync(lines => UnrulyProgram.Spec("numbers", $"{lines}", "--every", $"{BetweenBytes}"));
        Assert.Equal((Outcome.Exited, 0), (result.Outcome, result.ExitCode));
        Assert.True(result.Duration > idle, $"{result.Duration} is not more than {idle}");
    }

    [Fact]
    public async Task Bytes_on_standard_error_count_against_silence_as_well()
    {
        var written = 0L;
        var (result, _) = await OutlivesAsync(bytes =>
        {
            written = bytes;
            return UnrulyProgram.Spec("bytes", string.Concat(Enumerable.Repeat("2E", bytes)), "--to", "err", "--every", $"{BetweenBytes}");
        });
        Assert.Equal((Outcome.Exited, written), (result.Outcome, result.StandardErrorLength));
    }

    [Fact]
    public async Task The_first_deadline_to_pass_names_the_outcome()
    {
        var idle = await RunAsync(UnrulyProgram.Spec("hang") with { IdleTimeout = TimeSpan.FromSeconds(0.5), Timeout = TimeSpan.FromSeconds(50) });
        Assert.Equal(Outcome.IdleTimedOut, idle.Outcome);
        var whole = await RunAsync(UnrulyProgram.Spec("hang") with { IdleTimeout = TimeSpan.FromSeconds(50), Timeout = TimeSpan.FromSeconds(0.5) });
        Assert.Equal(Outcome.TimedOut, whole.Outcome);
    }

    /// <summary>Runs a program that writes for longer than it may be silent; once more with more of both when the machine kept it silent.</summary>
    private static async Task<(ProcessResult Result, TimeSpan IdleTimeout)> OutlivesAsync(Func<int, ProcessSpec> program)
    {
        for (var idle = TimeSpan.FromSeconds(1); ; idle *= 4)
        {
            var times = (int)(1.2 * idle.TotalMilliseconds / BetweenBytes);
            var result = await RunAsync(program(times) with { IdleTimeout = idle });
            if (result.Outcome != Outcome.IdleTimedOut || idle > TimeSpan.FromSeconds(10))
                return (result, idle);
        }
    }
}
