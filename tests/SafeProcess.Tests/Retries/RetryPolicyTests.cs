using SafeProcess.Commands;
using SafeProcess.Tests.Batch;

namespace SafeProcess.Tests.Retries;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Delays_double_up_to_a_minute()
    {
        var policy = new RetryPolicy(1000, _second, random: static () => 0);

        var delays = Enumerable.Range(1, 8).Select(attempt => policy.DelayAfter(attempt, Failed(), null)!.Value.TotalSeconds);
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], delays);
        Assert.Equal(RetryPolicy.LongestDelay, policy.DelayAfter(1000, Failed(), null));
    }

    [Fact]
    public void A_first_delay_above_the_cap_stays_what_it_is()
    {
        var policy = new RetryPolicy(5, TimeSpan.FromMinutes(5), random: static () => 0);

        Assert.Equal(TimeSpan.FromMinutes(5), policy.DelayAfter(3, Failed(), null));
    }

    [Fact]
    public void Chance_takes_at_most_half_of_a_delay()
    {
        Assert.Equal(_second, new RetryPolicy(1, _second, random: static () => 0).DelayAfter(1, Failed(), null));
        Assert.Equal(0.75 * _second, new RetryPolicy(1, _second, random: static () => 0.5).DelayAfter(1, Failed(), null));
        var policy = new RetryPolicy(1, _second);
        var delays = Enumerable.Range(0, 100).Select(_ => policy.DelayAfter(1, Failed(), null)!.Value).ToArray();
        Assert.All(delays, delay => Assert.InRange(delay, _second / 2, _second));
        Assert.True(delays.Distinct().Count() > 1, "all delays are the same");
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, true)]
    [InlineData(3, 3, true)]
    [InlineData(4, 3, false)]
    public void An_item_is_run_again_as_often_as_allowed(int attempt, int count, bool expected) =>
        Assert.Equal(expected, new RetryPolicy(count, _second).DelayAfter(attempt, Failed(), null) is not null);

    [Theory]
    [InlineData("75", Outcome.Exited, 75, true)]
    [InlineData("75", Outcome.Exited, 1, false)]
    [InlineData("75", Outcome.TimedOut, 0, false)]
    [InlineData("timedout", Outcome.TimedOut, 0, true)]
    [InlineData("TimedOut,IdleTimedOut", Outcome.IdleTimedOut, 0, true)]
    [InlineData("Exited", Outcome.Exited, 1, true)]
    [InlineData("Exited", Outcome.Signaled, 0, false)]
    [InlineData("1,Signaled", Outcome.Signaled, 0, true)]
    [InlineData("StartFailed", Outcome.Exited, 1, false)]
    public void RetryOn_says_which_failures(string on, Outcome outcome, int exitCode, bool expected)
    {
        var policy = new RetryPolicy(1, _second, RetryConditions.Parse("RetryOn", on.Split(',')));

        Assert.Equal(expected, policy.DelayAfter(1, Failed(outcome, exitCode), null) is not null);
    }

    [Theory]
    [InlineData("sometimes")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("Canceled")]
    public void What_is_neither_exit_code_nor_outcome_is_refused(string text)
    {
        var error = Assert.Throws<InvalidParameterException>(() => RetryConditions.Parse("RetryOn", [text]));

        Assert.Equal("RetryOn", error.ParamName);
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StartFailure.TooManyProcesses, true)]
    [InlineData(StartFailure.TooManyDescriptors, true)]
    [InlineData(StartFailure.CommandNotFound, false)]
    [InlineData(StartFailure.PermissionDenied, false)]
    public void A_start_that_may_succeed_later_is_tried_again(StartFailure failure, bool expected)
    {
        var start = new StartException(failure, "program", "no");

        Assert.Equal(expected, new RetryPolicy(1, _second).DelayAfter(1, null, start) is not null);
        Assert.Equal(expected, new RetryPolicy(1, _second, RetryConditions.Parse("RetryOn", ["StartFailed"])).DelayAfter(1, null, start) is not null);
        Assert.Null(new RetryPolicy(1, _second, RetryConditions.Parse("RetryOn", ["Exited"])).DelayAfter(1, null, start));
    }

    [Fact]
    public void Neither_a_success_nor_what_was_canceled_is_run_again()
    {
        var policy = new RetryPolicy(1, _second);

        Assert.Null(policy.DelayAfter(1, Failed(exitCode: 0), null));
        Assert.Null(policy.DelayAfter(1, Failed(Outcome.Canceled), null));
        Assert.Null(policy.DelayAfter(1, null, null));
    }

    private static ProcessResult Failed(Outcome outcome = Outcome.Exited, int exitCode = 1) => FakeRunner.Result(outcome, exitCode);
}
