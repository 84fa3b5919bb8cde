using System.Globalization;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(124, false)]
    [InlineData(255, false)]
    public async Task An_exit_code_is_told_and_only_0_is_success(int code, bool success)
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", $"{code}"));
        Assert.Equal((Outcome.Exited, (int?)code, success), (result.Outcome, result.ExitCode, result.Success));
        Assert.Equal((null, null, false), (result.Signal, result.SignalNumber, result.TimedOut));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Other_codes_count_as_success_when_they_are_named(int code, bool success)
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", $"{code}") with { SuccessExitCode = [1, 2] });
        Assert.Equal((Outcome.Exited, (int?)code, success), (result.Outcome, result.ExitCode, result.Success));
    }

    [Theory]
    [InlineData("SIGHUP", 1)]
    [InlineData("SIGINT", 2)]
    [InlineData("SIGQUIT", 3)]
    [InlineData("SIGABRT", 6)]
    [InlineData("SIGKILL", 9)]
    [InlineData("SIGUSR1", 10)]
    [InlineData("SIGSEGV", 11)]
    [InlineData("SIGPIPE", 13)]
    [InlineData("SIGTERM", 15)]
    public async Task A_program_that_a_signal_ended_has_no_exit_code_and_the_signal_is_named(string name, int number)
    {
        var result = await RunAsync(UnrulyProgram.Spec("die", name, "--out", "partial", "--err", "last words\n"));
        Assert.Equal((Outcome.Signaled, (int?)null, false), (result.Outcome, result.ExitCode, result.Success));
        Assert.Equal((name, (int?)number), (result.Signal, result.SignalNumber));
        Assert.Equal(("partial", "last words\n"), (result.StandardOutput, result.StandardError));
    }

    [Fact]
    public async Task A_real_time_signal_has_a_name_as_well()
    {
        var result = await RunAsync(new("bash", "-c", "kill -36 $$"));
        Assert.Equal((Outcome.Signaled, (int?)36), (result.Outcome, result.SignalNumber));
        Assert.Equal("SIGRTMIN+2", result.Signal);
    }

    [Fact]
    public async Task A_program_killed_from_outside_is_told_as_signaled()
    {
        using var tree = new Tree();
        var running = RunAsync(tree.Mark(UnrulyProgram.Spec("tree", "plain")), tree.Sink);
        await tree.Line("ready");
        Native.Kill(tree.Ids.Single(), Native.SIGKILL);
        var result = await running;
        Assert.Equal((Outcome.Signaled, "SIGKILL"), (result.Outcome, result.Signal));
        Assert.Empty(result.Diagnosis);
    }

    [Fact]
    public async Task The_result_tells_what_was_run()
    {
        var before = DateTimeOffset.UtcNow;
        var result = await RunAsync(new("sh", "-c", "exit 0"));
        Assert.EndsWith("/sh", result.FilePath, StringComparison.Ordinal);
        Assert.True(Path.IsPathFullyQualified(result.FilePath));
        Assert.Equal(["-c", "exit 0"], result.ArgumentList);
        Assert.Equal(Environment.CurrentDirectory, result.WorkingDirectory);
        Assert.InRange(result.StartTime, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.InRange(result.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.True(result.ProcessId > 1);
    }

    [Fact]
    public async Task Processor_time_is_the_program_s_own_and_that_of_children_it_waited_for()
    {
        var idle = await RunAsync(new("sleep", "0.3"));
        Assert.InRange(idle.ProcessorTime, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        var busy = await RunAsync(new("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; true"));
        Assert.True(busy.ProcessorTime > TimeSpan.FromMilliseconds(20), $"{busy.ProcessorTime}");
        var parent = await RunAsync(new("sh", "-c", "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; true"));
        Assert.True(parent.ProcessorTime > TimeSpan.FromMilliseconds(20), $"{parent.ProcessorTime}");
    }

    [Fact]
    public async Task Peak_memory_is_told_in_bytes_when_it_was_more_than_the_host_held()
    {
        // In a host that holds little, and that a shell forks: this one has held whole outputs of other tests, and what it starts
        // itself inherits its peak.
        static ProcessSpec Host(params string[] command) =>
            new("sh", ["-c", "\"$@\"; exit $?", "sh", HostProgram.FilePath, HostProgram.Switch, "peak", .. command]);
        var result = await RunAsync(Host("sh", "-c", "head -c 300M /dev/zero | tail -n 1 | wc -c"));
        Assert.InRange(long.Parse(result.StandardOutput!, CultureInfo.InvariantCulture), 300_000_000, 1_500_000_000);
        result = await RunAsync(Host("true"));
        Assert.Equal("\n", result.StandardOutput);
    }

    [Theory]
    [InlineData("one\ntwo\n", "two")]
    [InlineData("one\ntwo", "two")]
    [InlineData("one\n\n \t\n", "one")]
    [InlineData("one\r\ntwo\r\n", "two")]
    [InlineData("", null)]
    [InlineData("\n\n", null)]
    public async Task The_last_line_of_standard_error_that_is_not_blank_is_told(string error, string? line)
    {
        var result = await RunAsync(UnrulyProgram.Spec("exit", "1", "--err", error));
        Assert.Equal(line, result.LastErrorLine);
    }

    [Fact]
    public async Task A_last_error_line_without_end_is_told_as_its_last_kibibyte_without_half_a_character()
    {
        var result = await RunAsync(UnrulyProgram.Spec("repeat", "é", "5000", "--to", "err"));
        Assert.InRange(result.LastErrorLine!.Length, 500, 512);
        Assert.Equal(new string('é', result.LastErrorLine.Length), result.LastErrorLine);
    }

    [Fact]
    public async Task A_message_tells_program_outcome_and_last_error_line_and_no_argument_or_environment_value()
    {
        var spec = UnrulyProgram.Spec("exit", "3", "--err", "could not\n", "--out", "argument-secret") with
        {
            Environment = new Dictionary<string, string?> { ["TOKEN"] = "environment-secret" },
        };
        var log = new EventLog();
        var result = await RunAsync(spec, events: log);
        var failure = ProcessFailedException.For(result);
        Assert.Same(result, failure.Result);
        Assert.Equal(result.ToString(), failure.Message);
        Assert.Contains("unruly", failure.Message, StringComparison.Ordinal);
        Assert.Contains("exited with code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("could not", failure.Message, StringComparison.Ordinal);
        Assert.All([failure.Message, .. log.Events.Select(one => one.Message)], message => Assert.DoesNotContain("secret", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_events_of_a_plain_run_are_its_start_its_exit_and_its_end()
    {
        var log = new EventLog();
        await RunAsync(UnrulyProgram.Spec("exit", "0"), events: log);
        Assert.Equal([RunEventKind.Started, RunEventKind.ProgramExited, RunEventKind.Ended], log.Kinds);
    }
}
