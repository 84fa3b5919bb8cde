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
        for (var index = 0; index < times.Length; index++)
            timers[index].Change(TimeSpan.FromMilliseconds(times[index]), Timeout.InfiniteTimeSpan);
        await all.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        Assert.Equal([20, 50, 80], rung.Select(static one => one.Time));
        Assert.All(rung, static one => Assert.True(one.After >= TimeSpan.FromMilliseconds(one.Time), $"{one}"));
    }

    [Fact]
    public async Task One_that_is_changed_rings_at_its_new_time_alone_and_one_that_is_disposed_never()
    {
        var rung = 0;
        using var changed = _time.CreateTimer(_ => Interlocked.Increment(ref rung), null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        changed.Change(TimeSpan.FromMilliseconds(60), Timeout.InfiniteTimeSpan);
        using var stopped = _time.CreateTimer(_ => Assert.Fail("it was stopped"), null, TimeSpan.FromMilliseconds(60), Timeout.InfiniteTimeSpan);
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var disposed = _time.CreateTimer(_ => Assert.Fail("it was disposed"), null, TimeSpan.FromMilliseconds(30), Timeout.InfiniteTimeSpan);
        await disposed.DisposeAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(200), _time, TestContext.Current.CancellationToken);
        Assert.Equal(1, rung);
        Assert.False(disposed.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
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
