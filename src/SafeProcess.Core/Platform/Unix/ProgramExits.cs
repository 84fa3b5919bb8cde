using System.Runtime.Versioning;

namespace SafeProcess.Platform.Unix;

/// <summary>Watches for the ends of a run's programs.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ProgramExits(Reactor reactor, bool withoutPidfd)
{
    /// <summary>Whether every program has a pidfd.</summary>
    public bool WithPidfd { get; private set; } = !withoutPidfd;

    /// <summary>Completes when a program has ended and can be reaped.</summary>
    /// <exception cref="SystemCallException">It cannot be watched.</exception>
    public Task Watch(int processId)
    {
        var pidfd = WithPidfd ? ExitWatch.TryOpen(processId) : null;
        WithPidfd = pidfd is not null;
        return pidfd is null ? ChildExitFallback.WhenEndedAsync(processId) : ExitWatch.WhenReapableAsync(reactor, pidfd, processId);
    }
}
