using SafeProcess.Platform;
using SafeProcess.Schedules.Fakes;

namespace SafeProcess.Schedules;

/// <summary>What comes first decides how a run ended.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    [Fact]
    public void An_exit_races_the_deadline() => Orders.All(static situation =>
    {
        situation.ProgramTakesSignalsAsItLikes();
        situation.Start(new("fake") { Timeout = _timeout });
        situation.Meanwhile("program", () => situation.Program.Write(0, "out"));
        situation.After(_timeout + situation.One(default, -TimeSpan.FromTicks(1), TimeSpan.FromTicks(1)), "program", () => situation.Program.End(code: 3));
    });

    [Fact]
    public void A_stop_races_the_exit() => Orders.All(static situation =>
    {
        situation.ProgramTakesSignalsAsItLikes();
        var run = situation.Start(new("fake"));
        situation.ProgramWritesAndExits(code: 3);
        situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));
    });

    [Fact]
    public void A_canceled_token_races_a_failing_sink() => Orders.All(static situation =>
    {
        var cancel = new CancellationTokenSource();
        situation.Output = new(situation.Schedule) { OnChunk = (_, _) => Task.FromException<bool>(situation.Failure("the sink fails")) };
        situation.ProgramTakesSignalsAsItLikes();
        situation.Start(new("fake"), cancel.Token);
        situation.ProgramWritesAndExits();
        situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, () => Scheduling.Points.Cancel(cancel)));
    });

    [Fact]
    public void A_second_stop_comes_during_the_grace_period() => Orders.All(
        static situation =>
        {
            var cancel = new CancellationTokenSource();
            situation.ProgramTakesSignalsAsItLikes();
            var run = situation.Start(new("fake") { Timeout = _timeout, GracePeriod = TimeSpan.FromSeconds(2) }, cancel.Token);
            situation.Meanwhile("program", () => situation.Program.Write(0, "out"));
            situation.After(_timeout + situation.One(default, TimeSpan.FromSeconds(1)), "caller", () => situation.Ask(Outcome.Canceled, run.Stop));
            situation.After(_timeout + situation.One(default, TimeSpan.FromSeconds(1)), "caller", () => situation.Ask(Outcome.Canceled, () => Scheduling.Points.Cancel(cancel)));
        },
        static (situation, _) => Assert.Equal(1, situation.Child.Processes.Signals.Count(sent => sent.Id == FakeChild.LastId)));

    [Fact]
    public void A_limit_races_the_exit() => Orders.All(static situation =>
    {
        var limit = new TaskCompletionSource<ResourceLimit>();
        situation.Child = new(situation.Schedule) { Limit = limit };
        situation.ProgramTakesSignalsAsItLikes();
        var run = situation.Start(new("fake"));
        situation.ProgramWritesAndExits();
        situation.Meanwhile("limit", () =>
        {
            situation.Will(Outcome.LimitExceeded);
            limit.SetResult(ResourceLimit.Memory);
        });
        if (situation.One(true, false))
            situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));
    });

    [Fact]
    public void Silence_races_bytes() => Orders.All(static situation =>
    {
        situation.ProgramTakesSignalsAsItLikes();
        situation.Start(new("fake") { IdleTimeout = _timeout, Timeout = situation.One<TimeSpan?>(null, 2 * _timeout) });
        for (var times = 1; times <= 3; times++)
        {
            var time = times;
            situation.After(times * _timeout, "program", () => situation.Program.Write(situation.One(0, 1), time < 3 ? "." : ""));
        }

        situation.After(3 * _timeout, "program", () => situation.Program.End());
    });

    [Fact]
    public void An_output_limit_races_the_exit_and_a_stop() => Orders.All(static situation =>
    {
        situation.Output = new(situation.Schedule)
        {
            OnChunk = (chunks, _) =>
            {
                if (chunks > 0)
                    situation.Will(Outcome.OutputLimitExceeded);
                return Task.FromResult(chunks == 0);
            },
        };
        situation.ProgramTakesSignalsAsItLikes();
        var run = situation.Start(new("fake"));
        situation.ProgramWritesAndExits(output: "more than it may");
        situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));
    });

    [Fact]
    public void A_look_races_the_end() => Orders.All(static situation =>
    {
        var run = situation.Start(new("fake"));
        situation.ProgramWritesAndExits();
        if (situation.One(true, false))
            situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));
        situation.Meanwhile("looker", () => situation.Look = LookAsync());

        async Task LookAsync()
        {
            var seen = await run.LookAsync();
            if (seen.Any(static process => process.Name == FakeTree.Stranger))
                situation.Schedule.Fail("A look shows whoever has the id of a program that was reaped.");
        }
    }, static (situation, _) => Assert.True(situation.Look!.IsCompletedSuccessfully, $"The look did not come to its end: {situation.Look.Exception}"));
}
