using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

public sealed class DeadlinesTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTime _time = new();
    private readonly List<StopCause> _stops = [];
    private readonly Activity _activity;

    public DeadlinesTests() => _activity = new(_time);

    public static TheoryData<ProcessSpec> Limits => new(new ProcessSpec("fake") { Timeout = _second }, new ProcessSpec("fake") { IdleTimeout = _second });

    [Fact]
    public void Without_limits_nothing_ever_stops()
    {
        using var deadlines = Begin(new("fake"));
        _time.Advance(TimeSpan.FromDays(100));
        Assert.Empty(_stops);
    }

    [Fact]
    public void The_timeout_stops_when_it_has_passed_and_not_before()
    {
        using var deadlines = Begin(new("fake") { Timeout = _second });
        _time.Advance(_second - _moment);
        Assert.Empty(_stops);
        _time.Advance(_moment);
        Assert.Equal(new StopCause(Outcome.TimedOut, "The timeout of 1.0 s has passed."), Assert.Single(_stops));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Single(_stops);
    }

    [Fact]
    public void Activity_does_not_move_the_timeout()
    {
        using var deadlines = Begin(new("fake") { Timeout = _second });
        for (var i = 0; i < 9; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            _activity.Touch();
        }

        Assert.Empty(_stops);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Single(_stops);
    }

    [Fact]
    public void Silence_stops_when_it_has_lasted_as_long_as_it_may()
    {
        using var deadlines = Begin(new("fake") { IdleTimeout = _second });
        _time.Advance(_second - _moment);
        Assert.Empty(_stops);
        _time.Advance(_moment);
        Assert.Equal(new StopCause(Outcome.IdleTimedOut, "No byte came on either stream for 1.0 s."), Assert.Single(_stops));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Single(_stops);
    }

    [Fact]
    public void Each_byte_begins_the_silence_anew()
    {
        using var deadlines = Begin(new("fake") { IdleTimeout = _second });
        for (var i = 0; i < 50; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(900));
            _activity.Touch();
        }

        Assert.Empty(_stops);
        _time.Advance(_second + _moment * 2);
        Assert.Equal(Outcome.IdleTimedOut, Assert.Single(_stops).Outcome);
    }

    [Fact]
    public void A_byte_right_before_the_end_of_the_silence_counts()
    {
        using var deadlines = Begin(new("fake") { IdleTimeout = _second });
        _time.Advance(_second - _moment);
        _activity.Touch();
        _time.Advance(_second - _moment);
        Assert.Empty(_stops);
        _time.Advance(_moment * 2);
        Assert.Single(_stops);
    }

    [Theory]
    [MemberData(nameof(Limits), DisableDiscoveryEnumeration = true)]
    public void A_timer_that_fires_early_ends_nothing_early(ProcessSpec spec)
    {
        var time = new FakeTime { Earliness = _moment / 2 };
        using var deadlines = new Deadlines(spec, time, new Activity(time), _stops.Add);
        time.Advance(_second - TimeSpan.FromTicks(1));
        Assert.Empty(_stops);
        time.Advance(_moment);
        Assert.Single(_stops);
    }

    [Fact]
    public void Disposed_deadlines_stop_nothing()
    {
        Begin(new("fake") { Timeout = _second, IdleTimeout = _second }).Dispose();
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(_stops);
    }

    [Fact]
    public void The_longest_limits_are_counted_to_their_end()
    {
        using var deadlines = Begin(new("fake") { Timeout = ProcessSpec.LongestTime });
        _time.Advance(ProcessSpec.LongestTime - _moment);
        Assert.Empty(_stops);
        _time.Advance(_moment);
        Assert.Single(_stops);
    }

    private Deadlines Begin(ProcessSpec spec) => new(spec, _time, _activity, _stops.Add);
}
