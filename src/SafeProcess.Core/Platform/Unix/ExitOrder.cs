using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>Tells of the ends of several programs in the order in which they came: two threads that each tell of one could overtake each other. The
/// kernel lists them in that order in a queue of their own, and whoever serves it tells of one after another.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The queue is closed after the last end.")]
[SupportedOSPlatform("linux")]
internal sealed class ExitOrder : IReactorSource
{
    private readonly object _gate = new();
    private readonly Dictionary<long, (Descriptor Pidfd, TaskCompletionSource Ended)> _awaited = [];
    private readonly Reactor _reactor;
    private readonly Descriptor _queue;
    private readonly long _token;
    private bool _isWatched;
    private bool _isComplete;

    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public ExitOrder(Reactor reactor)
    {
        _reactor = reactor;
        _queue = EpollQueue.Open();
        _token = reactor.Register(this);
    }

    /// <summary>Completes, on the reactor's thread, when the process has ended; then the handle is closed.</summary>
    /// <exception cref="SystemCallException">The system has no room for another watch; the handle is closed.</exception>
    public Task WhenEndedAsync(Descriptor pidfd, int processId)
    {
        lock (_gate)
        {
            try
            {
                EpollQueue.Arm(_queue, pidfd, processId, Readiness.Readable, again: false);
                if (!_isWatched)
                    _reactor.Arm(_queue, _token, Readiness.Readable, again: false);
                _isWatched = true;
            }
            catch
            {
                pidfd.Dispose();
                throw;
            }

            var ended = new TaskCompletionSource();
            _awaited.Add(processId, (pidfd, ended));
            return ended.Task;
        }
    }

    /// <summary>No more programs are to come.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            CloseIfOver();
        }
    }

    public void OnReady()
    {
        while (TakeNext() is { } ended)
            ended.SetResult();
    }

    private TaskCompletionSource? TakeNext()
    {
        lock (_gate)
        {
            if (_queue.IsClosed)
                return null;
            if (!EpollQueue.TryTake(_queue, out var processId))
            {
                _reactor.Arm(_queue, _token, Readiness.Readable, again: true);
                return null;
            }

            _awaited.Remove(processId, out var one);
            one.Pidfd.Dispose();
            CloseIfOver();
            return one.Ended;
        }
    }

    private void CloseIfOver()
    {
        if (!_isComplete || _awaited.Count > 0 || _queue.IsClosed)
            return;
        _reactor.Forget(_token);
        _queue.Dispose();
    }
}
