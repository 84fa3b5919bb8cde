using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Unix;

/// <summary>Starts a program with <c>posix_spawn(3)</c>: in a session of its own, with descriptors 0 to 2 alone, default signal
/// dispositions and an empty signal mask.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxLauncher : ILauncher
{
    private static readonly Lazy<nint> _attributes = new(CreateAttributes);
    private readonly bool _withoutPidfd;

    /// <param name="withoutPidfd">Do as on a kernel that has no pidfd.</param>
    public LinuxLauncher(bool withoutPidfd = false) => _withoutPidfd = withoutPidfd;

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

        var processId = Start(spec, path, directory, environment, pipes);
        try
        {
            return Attach(processId, path, directory, runId, reactor, pipes);
        }
        catch (SystemCallException failure)
        {
            // What cannot be watched must not run.
            LibC.Kill(-processId, SignalNames.SIGKILL);
            LibC.Wait4(processId, null, 0, null);
            throw LaunchFailure.From(failure.ErrorNumber, spec, path, directory);
        }
    }

    private UnixChild Attach(int processId, string path, string directory, string runId, Reactor reactor, LaunchPipes pipes)
    {
        pipes.FreeReserved();
        var pidfd = _withoutPidfd ? null : ExitWatch.TryOpen(processId);
        var exited = pidfd is null ? ChildExitFallback.WhenEndedAsync(processId) : ExitWatch.WhenEndedAsync(reactor, pidfd);
        var tree = new LinuxProcessTree(processId, runId, RunMark.Put(processId), reactor, exited, withPidfd: pidfd is not null);
        return new UnixChild(
            processId, path, directory, tree, exited,
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

    private static int Start(ProcessSpec spec, string path, string directory, List<KeyValuePair<string, string>> environment, LaunchPipes pipes)
    {
        using var block = new SpawnBlock(path, directory, spec.FilePath, spec.ArgumentList, environment);
        var actions = stackalloc byte[Spawn.OpaqueSize];
        var error = Spawn.InitActions(actions);
        var processId = 0;
        if (error == 0)
        {
            try
            {
                error = AddActions(actions, block, spec.WorkingDirectory is not null, pipes);
                if (error == 0)
                    error = Spawn.Start(&processId, block.Path, actions, (byte*)_attributes.Value, block.Arguments, block.Environment);
            }
            finally
            {
                _ = Spawn.DestroyActions(actions);
            }
        }

        return error == 0 ? processId : throw LaunchFailure.From(error, spec, path, directory);
    }

    private static int AddActions(byte* actions, SpawnBlock block, bool changeDirectory, LaunchPipes pipes)
    {
        var error = Spawn.AddDuplicate(actions, pipes.ChildInput, 0);
        if (error == 0)
            error = Spawn.AddDuplicate(actions, pipes.ChildOutput, 1);
        if (error == 0)
            error = Spawn.AddDuplicate(actions, pipes.ChildError, 2);
        if (error == 0 && changeDirectory)
            error = Spawn.CanChangeDirectory ? Spawn.AddChangeDirectory(actions, block.Directory) : LaunchFailure.NoChangeDirectory;
        return error == 0 ? CloseOthers(actions) : error;
    }

    /// <summary>What the host opened without close-on-exec must not reach the program.</summary>
    private static int CloseOthers(byte* actions)
    {
        if (Spawn.CanCloseFrom)
            return Spawn.AddCloseFrom(actions, 3);
        var error = 0;
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (error == 0 && int.TryParse(Path.GetFileName(entry.AsSpan()), out var descriptor) && descriptor > 2)
                error = Spawn.AddClose(actions, descriptor);
        }

        return error;
    }

    /// <summary>The same for every start, so made once and kept.</summary>
    private static nint CreateAttributes()
    {
        var attributes = (byte*)NativeMemory.AllocZeroed(Spawn.OpaqueSize);
        var signals = stackalloc byte[Spawn.OpaqueSize];
        _ = Spawn.InitAttributes(attributes);
        // Every bit, not sigfillset(3): that leaves out the C library's own two signals, which the child would then be given as ignored.
        new Span<byte>(signals, Spawn.OpaqueSize).Fill(0xFF);
        _ = Spawn.SetDefaults(attributes, signals);
        new Span<byte>(signals, Spawn.OpaqueSize).Clear();
        _ = Spawn.SetMask(attributes, signals);
        _ = Spawn.SetFlags(attributes, Spawn.SetSession | Spawn.SetSignalDefaults | Spawn.SetSignalMask);
        return (nint)attributes;
    }
}
