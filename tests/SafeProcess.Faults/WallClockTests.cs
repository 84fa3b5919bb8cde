using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform;

namespace SafeProcess.Faults;

/// <summary>A wall clock that jumps. The system's own is never touched.</summary>
public sealed class WallClockTests
{
    public static TheoryData<int> Jumps => new(400, -400);

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_run_takes_as_long_as_it_takes(int days)
    {
        var promises = await Promises.BeginAsync();
        var time = new JumpingTime(TimeSpan.FromDays(days));
        var first = time.GetUtcNow();
        var spec = promises.Mark(new ProcessSpec("sh", "-c", "head -c 200000; sleep 0.3; exit 4")
        {
            Input = ProcessInput.FromBytes(Promises.Bytes(seed: 2, length: 200_000)),
            Timeout = TimeSpan.FromMinutes(2),
            IdleTimeout = TimeSpan.FromMinutes(2),
        });
        var begun = Stopwatch.GetTimestamp();
        var result = await StartAsync(spec, new(promises.Pattern(seed: 2, length: 200_000), new CountingSink()), time);
        var took = Stopwatch.GetElapsedTime(begun);
        Assert.Equal((Outcome.Exited, (int?)4), (result.Outcome, result.ExitCode));
        Assert.InRange(result.Duration, TimeSpan.FromMilliseconds(300), took);
        // When it began is the wall clock's to say, whatever that says.
        Assert.Equal(days > 0, result.StartTime > first);
        await promises.HoldAsync();
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task Deadline_silence_and_grace_period_pass_by_the_clock_that_does_not_jump(int days)
    {
        var timeout = TimeSpan.FromMilliseconds(400);
        var grace = TimeSpan.FromMilliseconds(300);
        foreach (var idle in (bool[])[false, true])
        {
            var promises = await Promises.BeginAsync();
            var spec = promises.Mark(new ProcessSpec("sh", "-c", "trap '' TERM; setsid sleep 61 & sleep 61; sleep 61")
            {
                Timeout = idle ? null : timeout,
                IdleTimeout = idle ? timeout : null,
                GracePeriod = grace,
            });
            var begun = Stopwatch.GetTimestamp();
            var result = await StartAsync(spec, OutputSink.Discard(), new JumpingTime(TimeSpan.FromDays(days)));
            Assert.Equal(idle ? Outcome.IdleTimedOut : Outcome.TimedOut, result.Outcome);
            Assert.InRange(result.Duration, timeout + grace, Stopwatch.GetElapsedTime(begun));
            await promises.HoldAsync();
        }
    }

    [Fact]
    public void Core_asks_no_wall_clock_of_its_own()
    {
        using var file = new PEReader(File.OpenRead(typeof(ProcessRunner).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var called = from handle in metadata.MemberReferences
                     let member = metadata.GetMemberReference(handle)
                     where member.Parent.Kind == HandleKind.TypeReference
                     let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
                     select $"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}";
        var all = called.ToHashSet();
        // The reader of the metadata sees what is called: this is.
        Assert.Contains("TimeProvider.GetUtcNow", all);
        Assert.Empty(all.Intersect(
            ["DateTime.get_UtcNow", "DateTime.get_Now", "DateTime.get_Today", "DateTimeOffset.get_UtcNow", "DateTimeOffset.get_Now", "TimeProvider.GetLocalNow"]));
    }

    private static Task<ProcessResult> StartAsync(ProcessSpec spec, OutputSink sink, TimeProvider time) =>
        ProcessRun.Start(spec, sink, PlatformLauncher.Current, time, null, CancellationToken.None).Completion
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    /// <summary>Each look at the wall clock finds it moved; timestamps and timers are the system's.</summary>
    private sealed class JumpingTime(TimeSpan jump) : TimeProvider
    {
        private long _looks;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + (jump * Interlocked.Increment(ref _looks));
    }
}
