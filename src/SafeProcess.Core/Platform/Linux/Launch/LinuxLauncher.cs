using System.Runtime.ExceptionServices;
using System.Runtime.Versioning;
using SafeProcess.Platform.Linux.Guarding;
using SafeProcess.Platform.Linux.Limits;
using SafeProcess.Platform.Linux.Streams;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Linux.Watch;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Tree;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.Launch;

/// <summary>Starts programs with <c>posix_spawn(3)</c>: each in a session of its own, with descriptors 0 to 2 alone, default signal
/// dispositions and an empty signal mask.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxLauncher : ILauncher
{
    // A second in all: on a busy machine a program that was forked takes more than 100 ms to get to its exec.
    private const int MostTimesBusy = 100;
    private const int BusyPause = 10;

    private readonly bool _withoutPidfd;
    private readonly Guardian _guardian;
    private readonly Action<int>? _beforeMark;
    private readonly Action _whenBusy;

    /// <param name="withoutPidfd">Do as on a kernel that has no pidfd.</param>
    /// <param name="guardian">Null for the host's own.</param>
    /// <param name="beforeMark">Called with the id of a program that runs already and has no mark yet; null for nobody.</param>
    /// <param name="whenBusy">Called before a file that is being written is tried again; null to wait a moment.</param>
    public LinuxLauncher(bool withoutPidfd = false, Guardian? guardian = null, Action<int>? beforeMark = null, Action? whenBusy = null)
    {
        _whenBusy = whenBusy ?? (static () => Thread.Sleep(BusyPause));
        _withoutPidfd = withoutPidfd;
        _beforeMark = beforeMark;
        _guardian = guardian ?? Guardian.OfHost;
    }

    public IChild Launch(ProcessSpec spec, string runId)
    {
        var youth = new Patience(LinuxProcessTree.Youth);
        var programs = ProgramStart.AllOf(spec, runId);
        using var first = ProgramChain.OpenFirst(programs);
        Reactor reactor;
        TreeControl? control;
        try
        {
            reactor = Reactor.Instance;
            control = TreeControl.For(spec, reactor);
        }
        catch (SystemCallException failure)
        {
            throw programs[^1].Fail(failure.ErrorNumber);
        }

        // The first process of a namespace holds the tree: the guardian ends it as it ends the programs.
        var holders = control?.Space is null ? 0 : 1;
        var guarded = _guardian.Watch(runId, spec.StopSignal, spec.GracePeriod, programs.Length + holders, reactor, control?.Directory);
        var closes = programs.Length > 1 ? PipeCloses.TryOpen() : null;
        var exits = new ProgramExits(reactor, _withoutPidfd);
        try
        {
            var mark = RunMark.New();
            guarded.SetMark(mark);
            if (control?.Space is { } space)
                guarded.SetRoot(programs.Length, space.First);
            var unmarkedUntil = ulong.MaxValue;
            var chain = ProgramChain.Start(
                programs, first, reactor,
                (index, pipes) =>
                {
                    if (index < programs.Length - 1)
                        closes?.Watch(index, pipes.ChildOutput);
                    // What the program starts before it has its mark goes without: on a busy machine it would get a processor first.
                    using var urgency = new ThreadUrgency();
                    urgency.Raise();
                    var processId = Start(programs[index], pipes, guarded, exits, ref control);
                    // The mark first of all: what it starts without is harder to find.
                    _beforeMark?.Invoke(processId);
                    mark.Put(processId);
                    guarded.SetRoot(index, processId);
                    if (spec.OpenFileLimit is null)
                        InheritedFileLimit.Restore(processId);
                    if (mark != RunMark.None)
                        guarded.SetMarked(unmarkedUntil = BootClock.Ticks() + RunMark.TicksInFlight);
                    return processId;
                },
                exits.Watch);
            control?.Close();
            var tree = new LinuxProcessTree(new RunPrograms(chain.Stages), runId, mark, unmarkedUntil, reactor, youth, exits.WithPidfd, control);
            return new LinuxChild(chain, tree, guarded, control, closes, exits);
        }
        catch
        {
            exits.Dispose();
            closes?.Dispose();
            control?.TryKill();
            guarded.Dispose();
            control?.Dispose();
            throw;
        }
    }

    private int Start(ProgramStart program, LaunchPipes pipes, GuardedTree guarded, ProgramExits exits, ref TreeControl? control)
    {
        using var block = program.ToBlock();
        var changeDirectory = program.Spec.WorkingDirectory is not null;
        int error, processId;
        try
        {
            error = StartControlled(block, changeDirectory, pipes, control, exits, out processId);
            // A file that has just been written is busy for a moment if another thread forked while it was open.
            for (var again = 0; error == ErrorNumber.ETXTBSY && again < MostTimesBusy; again++)
            {
                _whenBusy();
                error = StartControlled(block, changeDirectory, pipes, control, exits, out processId);
            }

            if (error == ErrorNumber.EAGAIN && _guardian.GiveWay(guarded))
                error = StartControlled(block, changeDirectory, pipes, control, exits, out processId);
        }
        catch (SystemCallException failure) when (control is { IsRequired: true })
        {
            throw LaunchFailure.Uncontrolled(failure, program.Spec, program.Path);
        }
        catch (SystemCallException)
        {
            // Without a limit the sessions hold the tree.
            control?.Dispose();
            control = null;
            error = StartAt(gate: null, control: null, block, changeDirectory, pipes, out processId);
        }

        return error == 0 ? processId : throw program.Fail(error);
    }

    /// <summary>Starts a program that is under control before its first instruction.</summary>
    private static int StartControlled(SpawnBlock block, bool changeDirectory, LaunchPipes pipes, TreeControl? control, ProgramExits exits, out int processId)
    {
        if (control is not { NeedsGate: true } && !exits.NeedsGate)
            return StartAt(gate: null, control, block, changeDirectory, pipes, out processId);
        using var gate = LaunchGate.Create();
        gate.Attend(pipes.ChildOutput, id =>
        {
            if (exits.NeedsGate)
                exits.Open(id);
            InheritedFileLimit.Restore(id);
            control?.Apply(id);
        });
        return StartAt(gate, control, block, changeDirectory, pipes, out processId);
    }

    /// <summary>Starts a program.</summary>
    /// <param name="gate">Holds it until it is prepared; null for one that needs no preparing.</param>
    /// <param name="control">Knows where the tree is held; null for the session alone.</param>
    /// <param name="block">The program.</param>
    /// <param name="changeDirectory">Whether it starts in another directory than the host's.</param>
    /// <param name="pipes">Its streams.</param>
    /// <param name="processId">Its id.</param>
    /// <returns>0, or the error number.</returns>
    public static int StartAt(LaunchGate? gate, TreeControl? control, SpawnBlock block, bool changeDirectory, LaunchPipes pipes, out int processId)
    {
        using var call = new SpawnCall();
        if (changeDirectory)
            call.ChangeDirectory(block.Directory);
        if (pipes.TerminalPath is { } terminal)
            call.Open(0, terminal, FileFlags.ReadWrite);
        else
            call.Duplicate(pipes.ChildInput, 0);
        call.Duplicate(pipes.ChildError, 2);
        // After what can fail: by its output a child is known at the gate, and until that is open it must stay.
        call.Duplicate(pipes.ChildOutput, 1);
        call.CloseFrom(3);
        gate?.AddTo(call);
        processId = 0;
        var error = control?.Start(call, block, out processId) ?? call.Start(block, out processId);
        if (gate?.Finish() is not { } failure)
            return error;
        // It was ended at the gate.
        if (error == 0)
            SpawnCall.Undo(processId);
        ExceptionDispatchInfo.Throw(failure);
        return error;
    }
}
