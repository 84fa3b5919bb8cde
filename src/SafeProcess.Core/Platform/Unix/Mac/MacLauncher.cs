using System.Runtime.Versioning;

namespace SafeProcess.Platform.Unix.Mac;

/// <summary>Starts a program with <c>posix_spawn(2)</c> as macOS has it: in a session of its own, with descriptors 0 to 2 alone, default
/// signal dispositions and an empty signal mask.</summary>
/// <remarks>Compiled and compared with Apple's published source, but not run yet.</remarks>
[SupportedOSPlatform("macos")]
internal sealed unsafe class MacLauncher : ILauncher
{
    private const string NoGuardian = "the guardian looks for trees in /proc, which macOS does not have";

    public IChild Launch(ProcessSpec spec, string runId)
    {
        MacLimits.Refuse(spec);
        var directory = StartDirectory.Of(spec);
        var environment = EnvironmentVariables.Compose(spec, runId, StringComparer.Ordinal);
        var path = CommandLookup.Find(spec);
        using var pipes = LaunchPipes.Open(spec);
        try
        {
            var reactor = Reactor.Instance;
            // The kernel tells of an end before the status can be had, so every run may need it.
            ChildExitFallback.Prepare();
            var processId = Start(spec, path, directory, environment, pipes);
            try
            {
                return Attach(processId, path, directory, runId, reactor, pipes);
            }
            catch
            {
                // What cannot be watched must not run.
                SpawnCall.Undo(processId);
                throw;
            }
        }
        catch (SystemCallException failure)
        {
            throw LaunchFailure.From(failure.ErrorNumber, spec, path, directory);
        }
    }

    private static UnixChild Attach(int processId, string path, string directory, string runId, Reactor reactor, LaunchPipes pipes)
    {
        pipes.FreeReserved();
        var exited = ExitWatch.TryOpen(processId) is { } exit
            ? ExitWatch.WhenReapableAsync(reactor, exit, processId)
            : ChildExitFallback.WhenEndedAsync(processId);
        return new UnixChild(
            processId, path, directory, new MacProcessTree(processId, runId, reactor, exited), exited,
            new GuardedTree(registry: null, line: 0) { Unguarded = NoGuardian }, control: null,
            new ReadinessOutputPipe(reactor, pipes.TakeOutput()),
            pipes.TakeError() is { } error ? new ReadinessOutputPipe(reactor, error) : null,
            pipes.TakeInput() is { } input ? new ReadinessInputPipe(reactor, input) : null);
    }

    private static int Start(
        ProcessSpec spec, string path, string directory, List<KeyValuePair<string, string>> environment, LaunchPipes pipes)
    {
        using var block = new SpawnBlock(path, directory, spec.FilePath, spec.ArgumentList, environment);
        using var call = new SpawnCall();
        if (spec.WorkingDirectory is not null)
            call.ChangeDirectory(block.Directory);
        call.Duplicate(pipes.ChildInput, 0);
        call.Duplicate(pipes.ChildOutput, 1);
        call.Duplicate(pipes.ChildError, 2);
        var error = call.Start(block, out var processId);
        return error == 0 ? processId : throw LaunchFailure.From(error, spec, path, directory);
    }
}
