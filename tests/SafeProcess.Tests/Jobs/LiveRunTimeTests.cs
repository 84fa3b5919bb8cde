using SafeProcess.Commands;
using SafeProcess.Platform;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Tests.Jobs;

/// <summary>The times of a run that is going on, when time goes by between one look at the clock and the next.</summary>
public sealed class LiveRunTimeTests
{
    [EngineFact]
    public async Task The_last_output_is_never_earlier_than_the_start()
    {
        var time = new SlowClock();
        var run = ProcessRun.Start(new("sleep", "1000"), OutputSink.Discard(), PlatformLauncher.Current, time, null, default);
        time.Step = TimeSpan.FromMinutes(1);
        using var active = new ActiveRun();
        var live = new LiveRun(active, run, []);
        time.Step = TimeSpan.Zero;
        run.Stop();
        await run.Completion;

        Assert.True(live.LastOutput >= live.StartTime, $"started at {live.StartTime:O}, last output at {live.LastOutput:O}");
        Assert.InRange(live.Silence, TimeSpan.Zero, live.Elapsed);
    }

    /// <summary>A clock that goes on by a step whenever somebody looks at it.</summary>
    private sealed class SlowClock : TimeProvider
    {
        private long _time;

        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _time, Step.Ticks);
    }
}
