using SafeProcess.Core.Tests.Support;
using SafeProcess.Core.Tests.Unit.Fakes;
using SafeProcess.Platform;

namespace SafeProcess.Faults;

/// <summary>A reader that stalls for seconds while the program writes.</summary>
public sealed class StalledReaderTests
{
    private const int Length = 8 * 1024 * 1024;
    private const int Stalls = 3;

    // Seconds that pass for the run, not for the test.
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_program_waits_and_no_byte_is_lost(bool exitsWhileStalled)
    {
        for (var round = 0; round < Options.Rounds(2); round++)
        {
            var promises = await Promises.BeginAsync();
            // Small enough to have room in the pipe: then the program has exited while its reader stalls.
            var length = exitsWhileStalled ? 50_000 : Length;
            var pattern = promises.Pattern(seed: 31, length);
            var stalled = new SemaphoreSlim(0);
            var goOn = new SemaphoreSlim(0);
            var stalls = 0;
            var stalling = new FunctionSink(async (chunk, token) =>
            {
                if (stalls++ < Stalls)
                {
                    stalled.Release();
                    await goOn.WaitAsync(token);
                }

                return await pattern.WriteAsync(chunk, token);
            });
            var spec = promises.Mark(UnrulyProgram.Spec("write", $"{length}", "--seed", "31") with { Timeout = TimeSpan.FromHours(1) });
            var running = ProcessRun.Start(spec, new(stalling, new CountingSink()), PlatformLauncher.Current, _time, null, CancellationToken.None);
            var over = running.Completion.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

            while (await Task.WhenAny(stalled.WaitAsync(TestContext.Current.CancellationToken), over) != over)
            {
                if (exitsWhileStalled)
                    await Eventually(() => ProcessTable.Find(running.ProcessId) is null or { IsZombie: true }, "the program exits");
                else
                    await ProgramWaitsAsync(running);
                _time.Advance(TimeSpan.FromSeconds(30));
                Assert.False(running.Completion.IsCompleted);
                goOn.Release();
            }

            var result = await over;
            Assert.Equal((Outcome.Exited, (int?)0), (result.Outcome, result.ExitCode));
            Assert.True(result.Duration >= TimeSpan.FromSeconds(30) * Math.Min(stalls, Stalls), $"{stalls} stalls, {result.Duration}");
            await promises.HoldAsync();
        }
    }

    [Fact]
    public async Task A_deadline_passes_all_the_same_and_the_reader_is_told()
    {
        var promises = await Promises.BeginAsync();
        var stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stalling = new FunctionSink(async (_, token) =>
        {
            stalled.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return true;
        });
        var log = new EventLog();
        var spec = promises.Mark(UnrulyProgram.Spec("flood") with { Timeout = TimeSpan.FromHours(1), GracePeriod = TimeSpan.Zero });
        var running = ProcessRun.Start(spec, new(stalling, new CountingSink()), PlatformLauncher.Current, _time, log, TestContext.Current.CancellationToken);
        await stalled.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await ProgramWaitsAsync(running);
        _time.Advance(TimeSpan.FromHours(1));
        await Eventually(() => log.Kinds.Contains(RunEventKind.TreeEnded), "the tree ends");
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal((Outcome.TimedOut, true), (result.Outcome, result.OutputIncomplete));
        await promises.HoldAsync();
    }

    /// <summary>Waits until a thread of the program sleeps in write(2), call 1 of x86-64 and 64 of arm64, on standard output.</summary>
    private static Task ProgramWaitsAsync(ProcessRun run) => Eventually(
        () => Directory.EnumerateDirectories($"/proc/{run.ProcessId}/task").Any(thread =>
            File.ReadAllText($"{thread}/syscall") is var call
            && (call.StartsWith("1 0x1 ", StringComparison.Ordinal) || call.StartsWith("64 0x1 ", StringComparison.Ordinal))),
        "the program waits for its reader");

    /// <summary>The system tells nobody of these, so they are looked for.</summary>
    private static async Task Eventually(Func<bool> condition, string what)
    {
        for (var looks = 0; !condition(); looks++)
        {
            Assert.True(looks < 6000, $"not within a minute: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
