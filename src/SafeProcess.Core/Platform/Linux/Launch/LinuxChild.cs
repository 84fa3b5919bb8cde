using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Limits;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Linux.Streams;
using SafeProcess.Platform.Linux.Watch;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Launch;

/// <summary>Programs that were started on Linux, with what limits, guards and watches them.</summary>
internal sealed unsafe class LinuxChild(
    ProgramChain chain, IProcessTree tree, GuardedTree guarded, TreeControl? control, PipeCloses? closes, ProgramExits exits)
    : UnixChild(chain, tree, PeakOfHost())
{
    public override Containment Containment => control?.Containment ?? Containment.Session;

    public override Task<ResourceLimit>? LimitExceeded => control?.Exceeded;

    public override string? Unguarded => guarded.Unguarded;

    public override void Dispose()
    {
        base.Dispose();
        control?.Dispose();
        closes?.Dispose();
        exits.Dispose();
    }

    // While the guardian knows of the tree, the ids of its programs must stay theirs.
    protected override void LetGo() => guarded.Dispose();

    protected override int? StatusOf(int processId) => exits.StatusOf(processId);

    protected override StageAccount Complete(int index, StageAccount program) => program with { ReaderClosedFirst = closes?.ReaderWasFirst(index) };

    protected override ChildAccount Complete(ChildAccount programs) => control?.Complete(programs) ?? programs;

    /// <summary>A child begins with its host's memory, which counts as its own.</summary>
    private static long PeakOfHost()
    {
        ResourceUsage host;
        return LinuxLibC.Getrusage(0, &host) == 0 ? host.PeakMemory : long.MaxValue;
    }
}
