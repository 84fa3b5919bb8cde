using System.Threading.Tasks.Sources;
using SafeProcess.Schedules.Scheduling;
using SafeProcess.Threading;

namespace SafeProcess.Schedules;

/// <summary>What the other tests stand on: all orders are tried, each can be repeated, and what is wrong in one of them is found.</summary>
public sealed class ScheduleTests
{
    private const int Enough = 1000;

    [Fact]
    public void The_product_has_points() => Assert.True(new Schedule(1).Run(static () =>
    {
        var before = Schedule.Active!.Points;
        _ = new ByteSink().WriteAsync(default, default).AsTask();
        new OwnTaskSource<int>().SetResult(1);
        Assert.True(Schedule.Active.Points > before, "The product that is tested is not the rewritten one.");
    }) is null);

    [Fact]
    public void A_seed_gives_the_same_order_again()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var (first, second) = (Tell(seed), Tell(seed));
            Assert.Equal(first, second);
        }

        static string Tell(int seed)
        {
            var schedule = new Schedule(seed);
            schedule.Run(() =>
            {
                var situation = new Situation(schedule);
                situation.ProgramTakesSignalsAsItLikes();
                var run = situation.Start(new("fake") { Timeout = TimeSpan.FromSeconds(1), OrphanPolicy = OrphanPolicy.Wait });
                situation.ProgramWritesAndExits();
                situation.Meanwhile("caller", run.Stop);
            });
            return $"{schedule.Order} {schedule.Points}\n{string.Join('\n', schedule.Log)}";
        }
    }

    [Fact]
    public void A_lost_update_is_found() => AssertFound(static schedule =>
    {
        var (sum, done) = (0, 0);
        for (var strand = 0; strand < 2; strand++)
        {
            schedule.Begin("adds", () =>
            {
                var before = sum;
                schedule.Reach();
                sum = before + 1;
                if (++done == 2 && sum != 2)
                    schedule.Fail("One was lost.");
            });
        }
    });

    [Fact]
    public void Two_locks_taken_in_two_orders_are_found() => AssertFound(static schedule =>
    {
        var (one, two) = (new object(), new object());
        schedule.Begin("one, two", () => Take(one, two));
        schedule.Begin("two, one", () => Take(two, one));

        static void Take(object first, object second)
        {
            var taken = false;
            Points.Enter(first, ref taken);
            Points.Enter(second, ref taken);
            Points.Exit(second);
            Points.Exit(first);
        }
    });

    [Fact]
    public void What_goes_on_on_a_thread_of_the_host_is_found() => AssertFound(static schedule =>
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var over = false;
        _ = GoOnAsync();
        gone.SetResult();
        while (!Volatile.Read(ref over))
            Thread.Yield();

        async Task GoOnAsync()
        {
            await gone.Task;
            Points.Reached();
            Volatile.Write(ref over, true);
        }
    });

    [Fact]
    public void An_operation_that_ends_while_it_is_awaited_is_never_lost()
    {
        for (var seed = 0; seed < Enough; seed++)
        {
            var schedule = new Schedule(seed);
            var awaited = 0;
            var failure = schedule.Run(() =>
            {
                var operation = new Operation();
                schedule.Begin("awaits", () => _ = AwaitAsync(operation));
                schedule.Begin("ends", () => operation.End(7));
            });
            Assert.True(failure is null, failure);
            Assert.True(awaited == 7, $"With seed {seed} nobody goes on.");

            async Task AwaitAsync(Operation operation) => awaited = await operation.WhenEnded.ConfigureAwait(false);
        }
    }

    private static void AssertFound(Action<Schedule> fault)
    {
        for (var seed = 0; seed < Enough; seed++)
        {
            var schedule = new Schedule(seed);
            if (schedule.Run(() => fault(schedule)) is not null)
                return;
        }

        Assert.Fail($"Not found in {Enough} orders.");
    }

    private sealed class Operation : IValueTaskSource<int>
    {
        private OwnTaskSource<int> _source;

        public Operation() => _source.Reset();

        public ValueTask<int> WhenEnded => new(this, _source.Version);

        public void End(int result) => _source.SetResult(result);

        int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus();

        void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state);
    }
}
