using System.Globalization;
using System.Runtime.Versioning;
using SafeProcess.Platform;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Launch;

namespace SafeProcess.Benchmarks.Rows;

/// <summary>What the guardian and the search for orphans add to a short run.</summary>
internal static class ContainmentRow
{
    private const int Batch = 100;

    private static readonly ILauncher _whole = PlatformLauncher.Current;
    private static readonly ILauncher _bare = OperatingSystem.IsLinux() ? new BareLauncher() : throw new PlatformNotSupportedException();

    public static Row Row { get; } = new("containment", async settings =>
    {
        var seconds = await Pairs.TimeAsync(5, settings.Quick ? 7 : 51, () => RunAsync(_whole), () => RunAsync(_bare));
        return
        [
            new Reading(
                "`/bin/true`, one after another: Core against Core without guardian and search, time", Bar.AtMostRatio(1.05), seconds.Ratio,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seconds.MedianA / Batch * 1000:0.000} ms against {seconds.MedianB / Batch * 1000:0.000} ms; {seconds.Spread} (each of {Batch} runs)")),
        ];
    });

    private static async Task RunAsync(ILauncher launcher)
    {
        for (var i = 0; i < Batch; i++)
        {
            var result = await ProcessRun.Start(new("/bin/true"), OutputSink.Text(), launcher, TimeProvider.System, events: null, default).Completion;
            if (!result.Success)
                throw new InvalidOperationException("/bin/true did not end as it should.");
        }
    }

    /// <summary>Has a guardian without tools, which never starts, and trees that are never looked for.</summary>
    [SupportedOSPlatform("linux")]
    private sealed class BareLauncher : ILauncher
    {
        private readonly LinuxLauncher _launcher = new(guardian: new Guardian("/no/shell", searchPath: ""));

        public IChild Launch(ProcessSpec spec, string runId) => new BareChild(_launcher.Launch(spec, runId));
    }

    private sealed class BareChild(IChild child) : IChild
    {
        public IReadOnlyList<ChildStage> Stages => child.Stages;

        public IOutputPipe StandardOutput => child.StandardOutput;

        public IInputPipe? StandardInput => child.StandardInput;

        public IProcessTree Tree { get; } = new NoTree();

        public Containment Containment => child.Containment;

        public Task<ResourceLimit>? LimitExceeded => child.LimitExceeded;

        public string? Unguarded => child.Unguarded;

        public StartException? StartFailure => child.StartFailure;

        public void RunForeignCode(Action code, bool mayRunLater) => child.RunForeignCode(code, mayRunLater);

        public ChildAccount Reap() => child.Reap();

        public void Dispose() => child.Dispose();
    }

    private sealed class NoTree : IProcessTree
    {
        public ValueTask<IReadOnlyList<TreeMember>> FindAsync() => new([]);

        public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
        {
        }

        public ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver) => new(0);

        public Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken) => Task.FromResult(true);

        public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) => [];
    }
}
