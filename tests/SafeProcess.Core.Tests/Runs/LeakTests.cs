using SafeProcess.Core.Tests.Support;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Runs;

/// <summary>What a run used is given back, however it went.</summary>
[Trait("Category", "Long")]
[Collection(Alone.Name)]
public sealed partial class LeakTests : IDisposable
{
    private const int Times = 100;

    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(50);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Timeouts_cancels_limits_and_failing_sinks_leak_nothing() =>
        await LevelAsync(
            async () =>
            {
                using var cancel = new CancellationTokenSource();
                var canceled = RunAsync(UnrulyProgram.Spec("hang") with { GracePeriod = _grace }, cancellation: cancel.Token);
                await cancel.CancelAsync();
                await canceled;
                await RunAsync(UnrulyProgram.Spec("tree", "plain", "plain") with { Timeout = TimeSpan.FromMilliseconds(20), GracePeriod = _grace });
                await RunAsync(UnrulyProgram.Spec("orphan", "3", "plain") with { OrphanPolicy = OrphanPolicy.Stop, GracePeriod = _grace });
                await RunAsync(UnrulyProgram.Spec("flood") with { GracePeriod = _grace }, OutputSink.Text(limit: 10));
                await Assert.ThrowsAsync<ProcessFailedException>(
                    () => RunAsync(UnrulyProgram.Spec("flood") with { GracePeriod = _grace }, new(new FunctionSink((_, _) => throw new InvalidDataException()), new TextSink())));
            },
            times: 10);

    [Fact]
    public async Task Starts_that_fail_leak_nothing()
    {
        var unknown = _folder.WriteProgram("unknown", "nothing\n"u8);
        var input = ProcessInput.FromText("x");
        ProcessSpec[] specs =
        [
            new("unruly-never-installed-anywhere") { Input = input },
            new(_folder.File("nothing")) { Input = input },
            new(_folder.Path) { Input = input },
            new(unknown) { Input = input, MergeStandardError = true },
            ThisSystem.Nothing with { WorkingDirectory = _folder.File("nothing"), Input = input },
            ThisSystem.Nothing with { WorkingDirectory = unknown, Input = input },
            ThisSystem.Nothing with { ArgumentList = [new string('x', 200 * 1024)], Input = input },
        ];
        await LevelAsync(async () =>
        {
            foreach (var spec in specs)
                await FailsToStartAsync(spec);
        });
    }

    [Fact]
    public async Task Pipelines_leak_nothing_whether_they_end_or_are_stopped_or_cannot_start()
    {
        var unknown = new ProcessSpec(_folder.WriteProgram("unknown", "nothing\n"u8));
        var input = ThisSystem.Nothing with { Input = ProcessInput.FromText("x") };
        await LevelAsync(
            async () =>
            {
                Assert.True((await RunAsync(input | ThisSystem.Nothing | ThisSystem.Nothing)).Success);
                await RunAsync(input | UnrulyProgram.Spec("hang") with { Timeout = TimeSpan.FromMilliseconds(5), GracePeriod = TimeSpan.Zero });
                Assert.Equal(3, (await FailsToStartAsync(input | ThisSystem.Nothing | unknown)).Stage);
            },
            times: 200);
    }

    [Fact]
    public async Task After_many_short_runs_descriptors_and_processes_are_level() =>
        await LevelAsync(async () => Assert.True((await RunAsync(ThisSystem.Nothing)).Success), times: ThisSystem.ManyRuns);

    [Fact]
    public async Task Input_that_is_not_read_leaks_nothing() =>
        await LevelAsync(async () => await RunAsync(ThisSystem.Nothing with { Input = ProcessInput.FromBytes(new byte[300_000]) }));

    /// <summary>Repeats something and sees that descriptors and processes are as many as before.</summary>
    private static async Task LevelAsync(Func<Task> once, int times = Times)
    {
        // What is made once for all stays: it is made now.
        await once();
        await once();
        var (descriptors, children) = (HostResources.DescriptorKinds(), ProcessTable.OwnChildIds());
        for (var i = 0; i < times; i++)
            await once();
        Assert.Equal(children, ProcessTable.OwnChildIds());
        Assert.Empty(await HostResources.MoreDescriptorsAsync(descriptors));
    }
}
