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
        var directory = StartDirectory(spec);
        var environment = EnvironmentBlock.Compose(spec, runId);
        var path = CommandLookup.Find(spec);
        using var pipes = LaunchPipes.Open(spec);
        Reactor reactor;
        try
        {
            reactor = Reactor.Instance;
        }
        catch (SystemCallException failure)
        {
            throw LaunchFailure.From(failure.ErrorNumber, spec, path, directory);
        }

        var guarded = _guardian.Watch(runId, spec.StopSignal, spec.GracePeriod, reactor);
        try
        {
            var processId = Start(spec, path, directory, environment, pipes, guarded);
            try
            {
                return Attach(processId, path, directory, runId, reactor, pipes, guarded);
            }
            catch (SystemCallException failure)
            {
                // What cannot be watched must not run.
                LibC.Kill(-processId, SignalNames.SIGKILL);
                LibC.Wait4(processId, null, 0, null);
                throw LaunchFailure.From(failure.ErrorNumber, spec, path, directory);
            }
        }
        catch
        {
            guarded.Dispose();
            throw;
        }
    }

    private UnixChild Attach(
        int processId, string path, string directory, string runId, Reactor reactor, LaunchPipes pipes, GuardedTree guarded)
    {
        pipes.FreeReserved();
        var pidfd = _withoutPidfd ? null : ExitWatch.TryOpen(processId);
        var exited = pidfd is null ? ChildExitFallback.WhenEndedAsync(processId) : ExitWatch.WhenReapableAsync(reactor, pidfd, processId);
        var mark = RunMark.Put(processId);
        guarded.SetMark(mark);
        var tree = new LinuxProcessTree(processId, runId, mark, reactor, exited, withPidfd: pidfd is not null);
        return new UnixChild(
            processId, path, directory, tree, exited, guarded,
            new ReadinessOutputPipe(reactor, pipes.TakeOutput()),
            pipes.TakeError() is { } error ? new ReadinessOutputPipe(reactor, error) : null,
            pipes.TakeInput() is { } input ? new ReadinessInputPipe(reactor, input) : null);
    }

    private static string StartDirectory(ProcessSpec spec)
    {
        try
        {
            if (spec.WorkingDirectory is null)
                return Environment.CurrentDirectory;
        }
        catch (IOException failure)
        {
            throw LaunchFailure.Directory(spec, "The host's current directory", "does not exist any more", failure);
        }

        var directory = CommandLookup.FullPath(spec.WorkingDirectory);
        if (!Directory.Exists(directory))
            throw LaunchFailure.Directory(spec, $"The working directory '{directory}'", File.Exists(directory) ? "is not a directory" : "does not exist");
        return directory;
    }

    private int Start(
        ProcessSpec spec, string path, string directory, List<KeyValuePair<string, string>> environment, LaunchPipes pipes, GuardedTree guarded)
    {
        using var block = new SpawnBlock(path, directory, spec.FilePath, spec.ArgumentList, environment);
        using var call = new SpawnCall();
        call.Duplicate(pipes.ChildInput, 0);
        call.Duplicate(pipes.ChildOutput, 1);
        call.Duplicate(pipes.ChildError, 2);
        if (spec.WorkingDirectory is not null)
            call.ChangeDirectory(block.Directory);
        call.CloseFrom(3);
        var error = call.Start(block, out var processId);
        if (error == ErrorNumber.EAGAIN && _guardian.GiveWay(guarded))
            error = call.Start(block, out processId);
        if (error != 0)
            throw LaunchFailure.From(error, spec, path, directory);
        guarded.SetRoot(processId);
        return processId;
    }
}
