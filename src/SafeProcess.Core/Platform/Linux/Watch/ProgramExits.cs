using System.Runtime.Versioning;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Linux.Watch;

/// <summary>Watches for the ends of a run's programs.</summary>
internal sealed class ProgramExits(Reactor reactor, bool withoutPidfd) : IDisposable
{
    // Of the first process of a system or container .NET reaps every child once it has started one; with SIGCHLD ignored the kernel does.
    private static readonly Lazy<bool> _othersReap = new(
        () => Environment.ProcessId == 1 || ProcFile.IsSignalIgnored(SignalNames.SIGCHLD), LazyThreadSafetyMode.PublicationOnly);

    private readonly Dictionary<int, Descriptor> _pidfds = [];

    /// <summary>Whether every program has a pidfd.</summary>
    public bool WithPidfd { get; private set; } = !withoutPidfd;

    /// <summary>Whether a program may be reaped before there is time to watch it: then it is to be held at the gate for <see cref="Open"/>.</summary>
    public bool NeedsGate => WithPidfd && _othersReap.Value;

    /// <summary>Opens the handle of a program that is held at the gate, on any thread.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public void Open(int processId)
    {
        if (ExitWatch.TryOpen(processId) is { } pidfd)
            _pidfds[processId] = pidfd;
    }

    /// <summary>Completes when a program has ended and can be reaped.</summary>
    /// <exception cref="SystemCallException">It cannot be watched.</exception>
    [SupportedOSPlatform("linux")]
    public Task Watch(int processId)
    {
        if (!_pidfds.TryGetValue(processId, out var pidfd) && WithPidfd)
            pidfd = ExitWatch.TryOpen(processId);
        WithPidfd = pidfd is not null;
        if (pidfd is null)
            return ChildExitFallback.WhenEndedAsync(processId);
        // Open until the program has been reaped: it still tells the status then, whoever has reaped it.
        var ended = ExitWatch.WhenReapableAsync(reactor, pidfd, processId, keepsHandle: true);
        _pidfds[processId] = pidfd;
        return ended;
    }

    /// <summary>What <c>wait4(2)</c> would have said of a program that somebody else has reaped, or nobody because SIGCHLD is ignored; null where the kernel does
    /// not tell (before Linux 6.15).</summary>
    public int? StatusOf(int processId) => _pidfds.TryGetValue(processId, out var pidfd) ? LinuxLibC.ExitStatusOf(pidfd) : null;

    public void Dispose()
    {
        foreach (var pidfd in _pidfds.Values)
            pidfd.Dispose();
    }
}
