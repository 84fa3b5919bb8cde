using SafeProcess.Schedules.Fakes;

namespace SafeProcess.Schedules;

/// <summary>Those who take output, give input and watch fail, stall and are slow while everything else goes on.</summary>
public sealed class ReceiverTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Both_streams_end_in_any_order() => Orders.All(
        static situation =>
        {
            situation.Start(new("fake"));
            situation.Meanwhile("output", () => situation.Program.Write(0, "all of it"));
            situation.Meanwhile("error", () => situation.Program.Write(1, "and this too"));
            situation.After(_second, "program", () => situation.Program.End(code: 3));
        },
        static (_, result) => Assert.Equal((Outcome.Exited, (int?)3, false), (result.Outcome, result.ExitCode, result.OutputIncomplete)));

    [Fact]
    public void A_stream_cannot_be_read_while_the_program_exits() => Orders.All(static situation =>
    {
        situation.ProgramTakesSignalsAsItLikes();
        situation.Start(new("fake"));
        situation.ProgramWritesAndExits();
        situation.Meanwhile("system", () => situation.Child.Output.End.Break(situation.Failure("the system fails")));
    });

    [Fact]
    public void A_sink_stalls_while_the_ladder_runs() => Orders.All(static situation =>
    {
        // For ever, until it is told, or for a while.
        var never = new TaskCompletionSource<bool>();
        var kind = situation.Schedule.Choose(3);
        situation.Output = new(situation.Schedule)
        {
            OnChunk = (chunks, token) =>
            {
                if (chunks < situation.Schedule.Choose(2))
                    return Task.FromResult(true);
                if (kind == 1)
                    return never.Task.WaitAsync(token);
                if (kind == 2)
                    situation.After(situation.One(1, 3, 30) * _second / 10, "sink", () => never.TrySetResult(true));
                return never.Task;
            },
        };
        situation.ProgramTakesSignalsAsItLikes();
        var run = situation.Start(new("fake") { Timeout = situation.One<TimeSpan?>(null, _second), GracePeriod = situation.One(default, _second) });
        situation.ProgramWritesAndExits(output: "what it does not take");
        situation.After(_second, "caller", () => situation.Ask(Outcome.Canceled, run.Stop));
    });

    [Fact]
    public void Input_fails_or_ends_while_the_program_exits() => Orders.All(static situation =>
    {
        var input = new FakeInput(situation.Schedule);
        situation.Child = new(situation.Schedule) { Input = input };
        situation.ProgramTakesSignalsAsItLikes();
        var run = situation.Start(new("fake") { Input = ProcessInput.FromChunks(Chunks()) });
        situation.Meanwhile("program", () =>
        {
            for (var reads = 0; reads < 3; reads++)
            {
                situation.Program.Write(0, "?");
                input.Read();
            }

            input.Close();
            situation.Program.End();
        });
        if (situation.One(true, false))
            situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks()
        {
            for (var chunk = situation.Schedule.Choose(4); chunk > 0; chunk--)
            {
                var moment = new TaskCompletionSource();
                situation.Meanwhile("source", moment.SetResult);
                await moment.Task;
                yield return "x"u8.ToArray();
            }

            if (situation.One(true, false))
                throw situation.Failure("the source fails");
        }
    });

    [Fact]
    public void The_observer_throws_at_any_event() => Orders.All(static situation =>
    {
        var last = situation.Schedule.Choose(6);
        situation.Observer.OnEvent = before =>
        {
            if (before == last)
                throw situation.Failure("the observer fails");
            if (before > last)
                situation.Schedule.Fail("An observer that has failed is told more.");
        };
        situation.ProgramTakesSignalsAsItLikes();
        var run = situation.Start(new("fake") { GracePeriod = _second });
        situation.ProgramWritesAndExits();
        if (situation.One(true, false))
            situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));
    });

    [Fact]
    public void The_observer_is_slow_and_the_run_ends_all_the_same() => Orders.All(
        static situation =>
        {
            var slow = situation.Schedule.Choose(4);
            situation.Observer.OnEvent = before =>
            {
                var until = situation.Schedule.Time.Now + 10 * _second;
                if (before != slow)
                    return;
                situation.After(10 * _second, "observer", static () => { });
                situation.Schedule.WaitWhile(() => situation.Schedule.Time.Now < until);
            };
            var run = situation.Start(new("fake") { GracePeriod = _second });
            situation.ProgramWritesAndExits();
            situation.Meanwhile("caller", () => situation.Ask(Outcome.Canceled, run.Stop));
        },
        static (situation, result) => Assert.True(!situation.Schedule.IsIdle || result.Duration < 10 * _second, $"{result.Duration}"));
}
