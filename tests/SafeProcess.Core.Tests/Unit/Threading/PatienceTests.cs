using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Threading;

namespace SafeProcess.Core.Tests.Unit.Threading;

public sealed class PatienceTests
{
    private static readonly TimeSpan _most = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void It_is_over_once_all_of_its_time_has_passed()
    {
        var time = new FakeTime();
        var patience = new Patience(_most, time);
        Assert.Equal((false, _most), (patience.IsOver, patience.Left));
        time.Advance(_most - _moment);
        Assert.Equal((false, _moment), (patience.IsOver, patience.Left));
        time.Advance(_moment);
        Assert.Equal((true, TimeSpan.Zero), (patience.IsOver, patience.Left));
        time.Advance(_most);
        Assert.Equal((true, TimeSpan.Zero), (patience.IsOver, patience.Left));
    }

    [Fact]
    public void Where_none_was_begun_none_is_left() => Assert.Equal((true, TimeSpan.Zero), (default(Patience).IsOver, default(Patience).Left));
}
