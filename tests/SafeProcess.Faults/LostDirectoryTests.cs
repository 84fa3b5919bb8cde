using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Faults;

/// <summary>A working directory that is deleted.</summary>
public sealed class LostDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Before_the_start_it_is_an_error_that_names_it()
    {
        var promises = await Promises.BeginAsync();
        var lost = Directory.CreateDirectory(_folder.File("lost")).FullName;
        Directory.Delete(lost);
        var failure = await FailsToStartAsync(promises.Mark(new ProcessSpec("true") { WorkingDirectory = lost }));
        Assert.Equal(StartFailure.WorkingDirectoryNotFound, failure.Failure);
        Assert.Contains(lost, failure.Message, StringComparison.Ordinal);
        await promises.HoldAsync();
    }

    [Fact]
    public async Task While_programs_start_there_each_starts_or_is_told_that_it_is_missing()
    {
        var promises = await Promises.BeginAsync();
        var here = Directory.CreateDirectory(_folder.File("here")).FullName;
        var spec = promises.Mark(new ProcessSpec("true") { WorkingDirectory = here });
        await Flicker.RaceAsync(here, Options.Rounds(30), () => RunAsync(spec), StartFailure.WorkingDirectoryNotFound);
        await promises.HoldAsync();
    }

    [Fact]
    public async Task After_the_start_the_run_goes_on_and_every_way_to_end_it_works()
    {
        foreach (var end in (string[])["exit 5", "sleep 61 & exit 5", "sleep 61", "trap '' TERM; setsid sleep 61 & sleep 61"])
        {
            var promises = await Promises.BeginAsync();
            var lost = Directory.CreateDirectory(_folder.File("lost")).FullName;
            var ready = new LineWait("ready");
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var spec = promises.Mark(new ProcessSpec("sh", "-c", $"echo ready; read line; head -c 200000 >&2; {end}")
            {
                WorkingDirectory = lost,
                Input = ProcessInput.FromChunks(AfterAsync(gone.Task)),
                Timeout = end.Contains("exit", StringComparison.Ordinal) ? null : TimeSpan.FromSeconds(2),
                GracePeriod = TimeSpan.FromMilliseconds(100),
            });
            var running = RunAsync(spec, new(ready.Sink, promises.Pattern(seed: 9, length: 200_000)));
            await ready.Line;
            Directory.Delete(lost);
            gone.SetResult();
            var result = await running;
            Assert.Equal(spec.Timeout is null ? (Outcome.Exited, 5) : (Outcome.TimedOut, null), (result.Outcome, result.ExitCode));
            Assert.Equal(lost, result.WorkingDirectory);
            await promises.HoldAsync();
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> AfterAsync(Task moment)
    {
        await moment;
        yield return "\n"u8.ToArray();
        yield return Promises.Bytes(seed: 9, length: 200_000);
    }
}
