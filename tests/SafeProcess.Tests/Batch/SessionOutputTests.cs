using SafeProcess.Commands;
using SafeProcess.Core.Tests.Unit.Fakes;

namespace SafeProcess.Tests.Batch;

/// <summary>When a session tells of the ends of its items.</summary>
public sealed class SessionOutputTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly SessionOutput _output;
    private bool _hasEnough = true;

    public SessionOutputTests()
    {
        // What is posted to one that is abandoned counts as told at once.
        var pump = new PipelinePump(null!);
        pump.Abandon();
        _output = new SessionOutput(pump, _ => _hasEnough, _time);
    }

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Ends_wait_a_moment_for_each_other_while_there_is_enough_to_do()
    {
        End();
        _time.Advance(TimeSpan.FromMilliseconds(4));
        End();
        Assert.Equal(0, _output.Told);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, _output.Told);
        End();
        Assert.Equal(2, _output.Told);
    }

    [Fact]
    public void They_wait_no_longer_once_there_is_not()
    {
        End();

        _hasEnough = false;
        End();

        Assert.Equal(2, _output.Told);
    }

    [Fact]
    public void What_is_no_end_takes_along_those_that_wait()
    {
        End();

        _output.Tell(SentEnd.Alive);

        Assert.Equal(1, _output.Told);
    }

    private void End() => _output.Ended(BatchEnd.NotRun(new BatchItem(0, null, null)), null);
}
