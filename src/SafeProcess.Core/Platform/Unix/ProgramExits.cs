using System.Runtime.Versioning;

namespace SafeProcess.Platform.Unix;

/// <summary>Watches for the ends of a run's programs: those of a pipeline in their order, where the kernel has pidfd.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ProgramExits(Reactor reactor, int programs, bool withoutPidfd)
{
    private ExitOrder? _order;

    /// <summary>Whether every program has a pidfd.</summary>
    public bool WithPidfd { get; private set; } = !withoutPidfd;

    /// <summary>Completes when a program has ended and can be reaped.</summary>
    /// <exception cref="SystemCallException">It cannot be watched.</exception>
    public Task Watch(int processId)
    {
        var pidfd = WithPidfd ? ExitWatch.TryOpen(processId) : null;
        WithPidfd = pidfd is not null;
        if (pidfd is null)
            return ChildExitFallback.WhenEndedAsync(processId);
        return programs == 1
            ? ExitWatch.WhenReapableAsync(reactor, pidfd, processId)
            : ExitWatch.WhenReapableAsync(Order(pidfd).WhenEndedAsync(pidfd, processId), processId);
    }

    /// <summary>No more programs are to come.</summary>
    public void Complete() => _order?.Complete();

    private ExitOrder Order(Native.Descriptor pidfd)
    {
        try
        {
            return _order ??= new ExitOrder(reactor);
        }
        catch (SystemCallException)
        {
            pidfd.Dispose();
            throw;
        }
    }
}
