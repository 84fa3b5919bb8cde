using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>Programs that were started. Until they are reaped their ids, and so their sessions', cannot be given to other processes.</summary>
internal sealed unsafe class UnixChild : IChild
{
    private readonly long _hostPeak;
    private readonly int _grownPipes;
    private readonly GuardedTree _guarded;
    private readonly TreeControl? _control;
    private readonly PipeCloses? _closes;
    private readonly ProgramExits? _exits;

    public UnixChild(ProgramChain chain, IProcessTree tree, GuardedTree guarded, TreeControl? control, PipeCloses? closes, ProgramExits? exits = null)
    {
        _exits = exits;
        Stages = chain.Stages;
        _grownPipes = chain.GrownPipes;
        StandardOutput = chain.Output;
        StandardInput = chain.Input;
        StartFailure = chain.Failure;
        Tree = tree;
        _guarded = guarded;
        _control = control;
        _closes = closes;
        // On Linux a child begins with its host's memory, which counts as its own. On macOS a spawned one begins with none.
        ResourceUsage host;
        _hostPeak = OperatingSystem.IsMacOS() ? 0 : LibC.Getrusage(0, &host) == 0 ? host.PeakMemory : long.MaxValue;
    }

    public IReadOnlyList<ChildStage> Stages { get; }

    public IOutputPipe StandardOutput { get; }

    public IInputPipe? StandardInput { get; }

    public StartException? StartFailure { get; }

    public IProcessTree Tree { get; }

    public Containment Containment => _control?.Containment ?? Containment.Session;

    public Task<ResourceLimit>? LimitExceeded => _control?.Exceeded;

    public string? Unguarded => _guarded.Unguarded;

    public void RunForeignCode(Action code, bool mayRunLater) => Reactor.RunForeignCode(code, mayRunLater);

    public ChildAccount Reap()
    {
        Tree.ReapAdopted();
        // While the guardian knows of the tree, the ids of its programs must stay theirs.
        _guarded.Dispose();
        var stages = new StageAccount[Stages.Count];
        for (var index = 0; index < stages.Length; index++)
            stages[index] = Reap(Stages[index].ProcessId) with { ReaderClosedFirst = _closes?.ReaderWasFirst(index) };
        var account = ChildAccount.Of(stages);
        return _control?.Complete(account) ?? account;
    }

    public void Dispose()
    {
        StandardOutput.Dispose();
        foreach (var stage in Stages)
            stage.StandardError?.Dispose();
        StandardInput?.Dispose();
        PipeGrowth.GiveBack(_grownPipes);
        _control?.Dispose();
        _closes?.Dispose();
        _exits?.Dispose();
    }

    private StageAccount Reap(int processId)
    {
        int status;
        ResourceUsage usage;
        int answer;
        do
            answer = LibC.Wait4(processId, &status, WaitFlags.NoHang, &usage);
        while (answer < 0 && Marshal.GetLastPInvokeError() == ErrorNumber.EINTR);
        if (answer != processId)
            return _exits?.StatusOf(processId) is { } told ? AccountOf(told, default, peak: null) : default;
        return AccountOf(status, usage.ProcessorTime, usage.PeakMemory > _hostPeak ? usage.PeakMemory : null);
    }

    private static StageAccount AccountOf(int status, TimeSpan processorTime, long? peak)
    {
        var signal = status & 0x7f;
        return signal == 0
            ? new StageAccount((status >> 8) & 0xff, null, null, processorTime, peak)
            : new StageAccount(null, signal, SignalNames.Of(signal), processorTime, peak);
    }
}
