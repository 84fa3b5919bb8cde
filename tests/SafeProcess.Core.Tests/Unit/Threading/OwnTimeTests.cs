using SafeProcess.Core.Tests.Support;
using SafeProcess.Threading;

namespace SafeProcess.Core.Tests.Unit.Threading;

public sealed class OwnTimeTests
{
    private readonly OwnTime _time = OwnTime.Instance;

    [Fact]
    public async Task Timers_ring_in_the_order_of_their_times_and_not_before()
    {
        var begun = _time.GetTimestamp();
        var rung = new List<(int Time, TimeSpan After)>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int[] times = [80, 20, 50];
        var timers = times.Select(time => _time.CreatePromptTimer(
            _ =>
            {
                rung.Add((time, _time.GetElapsedTime(begun)));
                if (rung.Count == times.Length)
                    all.SetResult();
            },
            null)).ToList();
        // Each is due after its time from when it was set, which may take long on a busy machine.
        var due = new Dictionary<int, (TimeSpan Earliest, TimeSpan Latest)>();
        for (var index = 0; index < times.Length; index++)
        {
            var time = TimeSpan.FromMilliseconds(times[index]);
            var earliest = _time.GetElapsedTime(begun) + time;
            timers[index].Change(time, Timeout.InfiniteTimeSpan);
            due[times[index]] = (earliest, _time.GetElapsedTime(begun) + time);
        }

        await all.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.All(rung, one => Assert.True(one.After >= due[one.Time].Earliest, $"{one}"));
        Assert.All(rung.Zip(rung.Skip(1)), pair => Assert.True(due[pair.First.Time].Earliest <= due[pair.Second.Time].Latest, $"{pair}"));
    }

    [Fact]
    public async Task One_that_is_changed_rings_at_its_new_time_alone()
    {
        var (rung, first) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var changed = _time.CreateTimer(
            _ =>
            {
                Interlocked.Increment(ref rung);
                first.TrySetResult();
            },
            null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        changed.Change(TimeSpan.FromMilliseconds(60), Timeout.InfiniteTimeSpan);
        await first.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(140), _time, TestContext.Current.CancellationToken);
        Assert.Equal(1, rung);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_stopped_or_disposed_never_rings(bool isDisposed)
    {
        var soon = TimeSpan.FromMilliseconds(50);
        bool wasInTime;
        do
        {
            // One for each try: what rang in the last one may be told late.
            var rung = 0;
            var begun = _time.GetTimestamp();
            var timer = _time.CreateTimer(_ => Interlocked.Increment(ref rung), null, soon, Timeout.InfiniteTimeSpan);
            if (isDisposed)
                await timer.DisposeAsync();
            else
                timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            // On a busy machine it may ring before.
            wasInTime = _time.GetElapsedTime(begun) < soon;
            await Task.Delay(3 * soon, _time, TestContext.Current.CancellationToken);
            Assert.Equal(!isDisposed, timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
            if (wasInTime)
                Assert.Equal(0, rung);
        }
        while (!wasInTime);
    }

    [Fact]
    public async Task One_with_a_period_rings_until_it_is_disposed()
    {
        var (rung, thrice) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        // On a busy machine it rings a fourth time before it is disposed.
        void Ring(object? state)
        {
            if (Interlocked.Increment(ref rung) == 3)
                thrice.SetResult();
        }

        await using (_time.CreateTimer(Ring, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5)))
            await thrice.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Many_that_are_set_and_disposed_leave_the_others_as_they_are()
    {
        var rings = Task.Delay(TimeSpan.FromMilliseconds(300), _time, TestContext.Current.CancellationToken);
        for (var index = 0; index < 10_000; index++)
            await _time.CreateTimer(static _ => { }, null, TimeSpan.FromDays(100), Timeout.InfiniteTimeSpan).DisposeAsync();
        await rings.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.True(_time.Queued < 5000, $"{_time.Queued} are queued");
    }
}
