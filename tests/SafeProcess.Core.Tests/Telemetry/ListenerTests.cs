using System.Diagnostics;
using System.Diagnostics.Metrics;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Telemetry;
using SafeProcess.Threading;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Telemetry;

/// <summary>Listeners are code of the host's: what they do is no concern of a run.</summary>
[Collection(Alone.Name)]
public sealed class ListenerTests
{
    /// <summary>Where a listener misbehaves.</summary>
    public enum Place
    {
        Sample,
        Started,
        Stopped,
        Measured,
    }

    public static TheoryData<Place> Places => [.. Enum.GetValues<Place>()];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task One_that_throws_loses_no_run_and_takes_nothing_from_the_others(Place place)
    {
        var thrown = 0;
        void Throw(Place here)
        {
            if (here == place && Interlocked.Increment(ref thrown) > 0)
                throw new DivideByZeroException();
        }

        using var misbehaving = new Listener(Throw);
        using var exported = new Exported();
        var result = await RunAsync(UnrulyProgram.Spec("exit", "0", "--out", "text"));
        Assert.Equal((true, "text"), (result.Success, result.StandardOutput));
        await FailsToStartAsync(new("no-such-program-at-all"));
        SafeProcess.Tests.Harness.Eventually.True(() => Volatile.Read(ref thrown) > 1, "the listener throws");
        if (place == Place.Measured)
            Assert.Equal(2, exported.All(2).Count);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task One_that_blocks_is_not_waited_for(Place place)
    {
        using var gate = new ManualResetEventSlim();
        using var blocked = new SemaphoreSlim(0);
        void Block(Place here)
        {
            if (here != place || gate.IsSet)
                return;
            blocked.Release();
            gate.Wait();
        }

        using var misbehaving = new Listener(Block);
        try
        {
            // More of them than there are threads of runs, and than may be stuck.
            for (var run = 0; run < 10; run++)
            {
                Assert.True((await RunAsync(UnrulyProgram.Spec("exit", "0"))).Success);
                await FailsToStartAsync(new("no-such-program-at-all"));
            }

            Assert.InRange(blocked.CurrentCount, 1, 5);
        }
        finally
        {
            gate.Set();
        }

        SafeProcess.Tests.Harness.Eventually.True(() => RunTelemetry.Begin(new("any"), TimeProvider.System) is not null, "the listener is told again");
    }

    [Theory]
    [InlineData("listens")]
    [InlineData("should-listen-throws")]
    [InlineData("should-listen-blocks")]
    [InlineData("published-throws")]
    [InlineData("published-blocks")]
    public async Task The_first_run_of_a_host_is_told_of_and_not_lost_by_one_that_misbehaves_when_it_is_asked_whether_it_listens(string how)
    {
        var result = await RunAsync(HostProgram.Spec("listening", how));
        Assert.Equal(how == "listens" ? "Exited Exited, told of 2\n" : "Exited Exited, told of 0\n", result.StandardOutput?.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task While_nobody_listens_a_run_makes_nothing_for_it()
    {
        // The first run finds out whether anybody listens.
        await RunAsync(UnrulyProgram.Spec("exit", "0"));
        var spec = UnrulyProgram.Spec("exit", "0");
        SafeProcess.Tests.Harness.Eventually.True(() => RunTelemetry.Begin(spec, TimeProvider.System) is null, "it is known that nobody listens");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 1000; time++)
            Assert.True(RunTelemetry.Begin(spec, TimeProvider.System) is null);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task Threads_of_the_library_hold_nothing_of_the_flow_that_they_were_started_in()
    {
        var local = new AsyncLocal<string?> { Value = "the caller's" };
        using var gate = new ManualResetEventSlim();
        using var ended = new CountdownEvent(40);
        List<string?> seen = [];
        // Each is kept, so that the next one needs another thread, and in the end one that this flow starts.
        for (var thread = 0; thread < 40; thread++)
        {
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ForeignCode.RunAside(() =>
            {
                lock (seen)
                    seen.Add(local.Value);
                begun.SetResult();
                gate.Wait();
                ended.Signal();
            });
            await begun.Task.WaitAsync(ThisSystem.Ceiling, TestContext.Current.CancellationToken);
        }

        gate.Set();
        Assert.True(ended.Wait(ThisSystem.Ceiling, TestContext.Current.CancellationToken));
        Assert.All(seen, Assert.Null);
    }

    /// <summary>Listens to all, and does something wherever it is called.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly ActivityListener _activities;
        private readonly MeterListener _measures = new();

        public Listener(Action<Place> called)
        {
            _activities = new ActivityListener
            {
                ShouldListenTo = static source => source.Name == "SafeProcess",
                Sample = (ref _) =>
                {
                    called(Place.Sample);
                    return ActivitySamplingResult.AllDataAndRecorded;
                },
                ActivityStarted = _ => called(Place.Started),
                ActivityStopped = _ => called(Place.Stopped),
            };
            ActivitySource.AddActivityListener(_activities);
            _measures.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "SafeProcess")
                    listener.EnableMeasurementEvents(instrument);
            };
            _measures.SetMeasurementEventCallback<long>((_, _, _, _) => called(Place.Measured));
            _measures.SetMeasurementEventCallback<double>((_, _, _, _) => called(Place.Measured));
            _measures.Start();
        }

        public void Dispose()
        {
            _activities.Dispose();
            _measures.Dispose();
        }
    }
}
