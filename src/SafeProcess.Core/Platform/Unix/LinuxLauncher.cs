using System.Runtime.ExceptionServices;
using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Unix;

/// <summary>Starts a program with <c>posix_spawn(3)</c>: in a session of its own, with descriptors 0 to 2 alone, default signal
/// dispositions and an empty signal mask.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxLauncher : ILauncher
{
    private readonly bool _withoutPidfd;
    private readonly Guardian _guardian;

    /// <param name="withoutPidfd">Do as on a kernel that has no pidfd.</param>
    /// <param name="guardian">Null for the host's own.</param>
    public LinuxLauncher(bool withoutPidfd = false, Guardian? guardian = null)
    {
        _withoutPidfd = withoutPidfd;
        _guardian = guardian ?? Guardian.OfHost;
    }

    public IChild Launch(ProcessSpec spec, string runId)
    {
        var directory = StartDirectory.Of(spec);
        var environment = EnvironmentVariables.Compose(spec, runId, StringComparer.Ordinal);
        var path = CommandLookup.Find(spec);
        using var pipes = LaunchPipes.Open(spec);
        Reactor reactor;
        TreeControl? control;
        try
        {
            reactor = Reactor.Instance;
            control = TreeControl.For(spec, reactor);
        }
        catch (SystemCallException failure)
        {
            throw LaunchFailure.From(failure.ErrorNumber, spec, path, directory);
        }

        var guarded = _guardian.Watch(runId, spec.StopSignal, spec.GracePeriod, reactor, control?.Directory);
        try
        {
            var processId = Start(spec, path, directory, environment, pipes, guarded, ref control);
            try
            {
                return Attach(processId, path, directory, runId, reactor, pipes, guarded, control);
            }
            catch (SystemCallException failure)
            {
                // What cannot be watched must not run.
                control?.Group?.TryKill();
                SpawnCall.Undo(processId);
                throw LaunchFailure.From(failure.ErrorNumber, spec, path, directory);
            }
        }
        catch
        {
            guarded.Dispose();
            control?.Dispose();
            throw;
        }
    }

    private UnixChild Attach(
        int processId, string path, string directory, string runId, Reactor reactor, LaunchPipes pipes, GuardedTree guarded, TreeControl? control)
    {
        pipes.FreeReserved();
        var pidfd = _withoutPidfd ? null : ExitWatch.TryOpen(processId);
        var exited = pidfd is null ? ChildExitFallback.WhenEndedAsync(processId) : ExitWatch.WhenReapableAsync(reactor, pidfd, processId);
        var mark = RunMark.Put(processId);
        guarded.SetMark(mark);
        var tree = new LinuxProcessTree(processId, runId, mark, reactor, exited, withPidfd: pidfd is not null, control?.Group);
        return new UnixChild(
            processId, path, directory, tree, exited, guarded, control,
            new ReadinessOutputPipe(reactor, pipes.TakeOutput()),
            pipes.TakeError() is { } error ? new ReadinessOutputPipe(reactor, error) : null,
            pipes.TakeInput() is { } input ? new ReadinessInputPipe(reactor, input) : null);
    }

    private int Start(
        ProcessSpec spec, string path, string directory, List<KeyValuePair<string, string>> environment, LaunchPipes pipes, GuardedTree guarded,
        ref TreeControl? control)
    {
        using var block = new SpawnBlock(path, directory, spec.FilePath, spec.ArgumentList, environment);
        var changeDirectory = spec.WorkingDirectory is not null;
        int error, processId;
        try
        {
            error = StartControlled(block, changeDirectory, pipes, control, out processId);
            if (error == ErrorNumber.EAGAIN && _guardian.GiveWay(guarded))
                error = StartControlled(block, changeDirectory, pipes, control, out processId);
        }
        catch (SystemCallException failure) when (control is { IsRequired: true })
        {
            throw LaunchFailure.Uncontrolled(failure, spec, path);
        }
        catch (SystemCallException)
        {
            // Without a limit the session holds the tree.
            control?.Dispose();
            control = null;
            error = StartAt(gate: null, block, changeDirectory, pipes, out processId);
        }

        if (error != 0)
            throw LaunchFailure.From(error, spec, path, directory);
        guarded.SetRoot(processId);
        return processId;
    }

    /// <summary>Starts a program that is under control before its first instruction.</summary>
    private static int StartControlled(SpawnBlock block, bool changeDirectory, LaunchPipes pipes, TreeControl? control, out int processId)
    {
        if (control is null)
            return StartAt(gate: null, block, changeDirectory, pipes, out processId);
        using var gate = LaunchGate.Create();
        gate.Attend(pipes.ChildOutput, control.Apply);
        return StartAt(gate, block, changeDirectory, pipes, out processId);
    }

    /// <summary>Starts a program, which a gate holds until it is prepared; null for one that needs no preparing.</summary>
    /// <returns>0, or the error number.</returns>
    public static int StartAt(LaunchGate? gate, SpawnBlock block, bool changeDirectory, LaunchPipes pipes, out int processId)
    {
        using var call = new SpawnCall();
        if (changeDirectory)
            call.ChangeDirectory(block.Directory);
        call.Duplicate(pipes.ChildInput, 0);
        call.Duplicate(pipes.ChildError, 2);
        // After what can fail: by its output a child is known at the gate, and until that is open it must stay.
        call.Duplicate(pipes.ChildOutput, 1);
        call.CloseFrom(3);
        gate?.AddTo(call);
        var error = call.Start(block, out processId);
        if (gate?.Finish() is not { } failure)
            return error;
        // It was ended at the gate.
        if (error == 0)
            SpawnCall.Undo(processId);
        ExceptionDispatchInfo.Throw(failure);
        return error;
    }
}
