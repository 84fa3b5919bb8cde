using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Watch;

/// <summary>Tells when processes end, by a pidfd (<c>pidfd_open(2)</c>), on macOS by a kqueue of its own for each.</summary>
internal static class ExitWatch
{
    /// <summary>A handle on a process; null when it has already gone or the kernel has no pidfd (before 5.3). On macOS null as soon as it
    /// has begun to exit.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static Descriptor? TryOpen(int processId) => UnixSystem.Current.TryOpenExit(processId);

    /// <summary>Completes, on the reactor's thread, when the process has ended; then the handle is closed. Cancellation completes it too.</summary>
    /// <exception cref="SystemCallException">The system has no room for another watch; the handle is closed.</exception>
    public static Task WhenEndedAsync(Reactor reactor, Descriptor pidfd, CancellationToken cancellationToken = default) =>
        new Source(reactor, pidfd, keepsHandle: false, cancellationToken).Task;

    /// <summary>Completes when a child of the host can be reaped. The end of one that a debugger traces is the debugger's to see first; the host
    /// is told when that has let go of it (<c>ptrace(2)</c>). macOS tells of the end shortly before the status can be had.</summary>
    /// <param name="reactor">Waits.</param>
    /// <param name="pidfd">The handle.</param>
    /// <param name="processId">The child.</param>
    /// <param name="keepsHandle">The handle stays the caller's to close once the child has ended.</param>
    /// <exception cref="SystemCallException">The child cannot be watched; the handle is closed.</exception>
    [SupportedOSPlatform("linux"), SupportedOSPlatform("macos")]
    public static Task WhenReapableAsync(Reactor reactor, Descriptor pidfd, int processId, bool keepsHandle = false) =>
        WhenReapableAsync(new Source(reactor, pidfd, keepsHandle, CancellationToken.None).Task, processId);

    /// <summary>The same of one that is known to have ended when a task completes.</summary>
    [SupportedOSPlatform("linux"), SupportedOSPlatform("macos")]
    public static async Task WhenReapableAsync(Task ended, int processId)
    {
        await ended.ConfigureAwait(true);
        if (!ChildExitFallback.HasEnded(processId))
            await ChildExitFallback.WhenEndedAsync(processId).ConfigureAwait(true);
    }

    private sealed class Source : TaskCompletionSource, IReactorSource
    {
        private readonly Reactor _reactor;
        private readonly Descriptor _pidfd;
        private readonly bool _keepsHandle;
        private readonly long _token;
        private readonly CancellationTokenRegistration _cancellation;
        private int _done;

        public Source(Reactor reactor, Descriptor pidfd, bool keepsHandle, CancellationToken cancellationToken)
        {
            _reactor = reactor;
            _pidfd = pidfd;
            _keepsHandle = keepsHandle;
            _token = reactor.Register(this);
            try
            {
                reactor.Arm(pidfd, _token, Readiness.Readable, again: false);
            }
            catch
            {
                reactor.Forget(_token);
                pidfd.Dispose();
                throw;
            }

            _cancellation = cancellationToken.UnsafeRegister(static state => ((Source)state!).OnReady(), this);
        }

        public void OnReady()
        {
            if (Interlocked.Exchange(ref _done, 1) != 0)
                return;
            _reactor.Forget(_token);
            if (!_keepsHandle)
                _pidfd.Dispose();
            _cancellation.Unregister();
            SetResult();
        }
    }
}
