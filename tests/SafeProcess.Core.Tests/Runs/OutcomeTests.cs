using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

public sealed partial class OutcomeTests
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

    [Fact]
    public async Task The_result_tells_what_was_run()
    {
        var before = DateTimeOffset.UtcNow;
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0"));
        Assert.Equal(UnrulyProgram.FilePath, result.FilePath);
        Assert.True(Path.IsPathFullyQualified(result.FilePath));
        Assert.Equal(["exit", "0"], result.ArgumentList);
        Assert.Equal(Environment.CurrentDirectory, result.WorkingDirectory);
        Assert.InRange(result.StartTime, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.InRange(result.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.True(result.ProcessId > 1);
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
