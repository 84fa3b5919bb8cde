using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Runs;

namespace SafeProcess.Core.Tests.Unit;

public sealed class ActivityTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTime _time = new();

    [Fact]
    public void Silence_is_counted_from_the_beginning_and_from_each_byte()
    {
        _time.Advance(_second);
        var activity = new Activity(_time);
        _time.Advance(_second * 2);
        Assert.Equal(_second * 2, activity.Silence);
        activity.Touch();
        Assert.Equal(TimeSpan.Zero, activity.Silence);
        _time.Advance(_second);
        Assert.Equal(_second, activity.Silence);
    }

    [Fact]
    public void A_stream_is_held_back_until_each_that_holds_it_back_has_released_it()
    {
        var activity = new Activity(_time);
        Assert.False(activity.IsHeldBack);
        activity.HoldBack();
        activity.HoldBack();
        activity.Release();
        Assert.True(activity.IsHeldBack);
        activity.Release();
        Assert.False(activity.IsHeldBack);
    }

    [Fact]
    public void The_end_of_holding_back_begins_the_silence_anew()
    {
        var activity = new Activity(_time);
        activity.HoldBack();
        _time.Advance(_second);
        Assert.Equal(_second, activity.Silence);
        activity.Release();
        Assert.Equal(TimeSpan.Zero, activity.Silence);
    }
}
