using System.Runtime.InteropServices;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Streams;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Unix.Launch;

/// <summary>Programs that were started. Until they are reaped their ids, and so their sessions', cannot be given to other processes.</summary>
/// <param name="chain">The programs.</param>
/// <param name="tree">All that comes of them.</param>
/// <param name="inheritedPeak">What a child begins with and its own peak must exceed to be told, in bytes.</param>
internal abstract unsafe class UnixChild(ProgramChain chain, IProcessTree tree, long inheritedPeak) : IChild
{
    public IReadOnlyList<ChildStage> Stages => chain.Stages;

    public IOutputPipe StandardOutput => chain.Output;

    public IInputPipe? StandardInput => chain.Input;

    public StartException? StartFailure => chain.Failure;

    public IProcessTree Tree => tree;

    public virtual Containment Containment => Containment.Session;

    public virtual Task<ResourceLimit>? LimitExceeded => null;

    public abstract string? Unguarded { get; }

    public void RunForeignCode(Action code, bool mayRunLater) => Reactor.RunForeignCode(code, mayRunLater);

    public ChildAccount Reap()
    {
        Tree.ReapAdopted();
        LetGo();
        var stages = new StageAccount[Stages.Count];
        for (var index = 0; index < stages.Length; index++)
            stages[index] = Complete(index, Reap(Stages[index].ProcessId));
        return Complete(ChildAccount.Of(stages));
    }

    public virtual void Dispose()
    {
        StandardOutput.Dispose();
        foreach (var stage in Stages)
            stage.StandardError?.Dispose();
        StandardInput?.Dispose();
        PipeGrowth.GiveBack(chain.GrownPipes);
    }

    /// <summary>The ids of the programs are about to become free.</summary>
    protected virtual void LetGo()
    {
    }

    /// <summary>What <c>wait4(2)</c> would have said of a program that somebody else has reaped; null when nobody tells.</summary>
    protected virtual int? StatusOf(int processId) => null;

    /// <summary>The account of one program, with what else is known of it.</summary>
    protected virtual StageAccount Complete(int index, StageAccount program) => program;

    /// <summary>The account of all, with what else is known of their tree.</summary>
    protected virtual ChildAccount Complete(ChildAccount programs) => programs;

    private StageAccount Reap(int processId)
    {
        int status;
        ResourceUsage usage;
        int answer;
        do
            answer = LibC.Wait4(processId, &status, WaitFlags.NoHang, &usage);
        while (answer < 0 && Marshal.GetLastPInvokeError() == ErrorNumber.EINTR);
        if (answer != processId)
            return StatusOf(processId) is { } told ? AccountOf(told, default, peak: null) : default;
        return AccountOf(status, usage.ProcessorTime, usage.PeakMemory > inheritedPeak ? usage.PeakMemory : null);
    }

    private static StageAccount AccountOf(int status, TimeSpan processorTime, long? peak)
    {
        var signal = status & 0x7f;
        return signal == 0
            ? new StageAccount((status >> 8) & 0xff, null, null, processorTime, peak)
            : new StageAccount(null, signal, SignalNames.Of(signal), processorTime, peak);
    }
}
