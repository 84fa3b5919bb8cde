using SafeProcess.Platform.Linux.ControlGroups;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.Limits;

/// <summary>Tells as soon as a tree in control groups has exceeded a limit.</summary>
internal sealed class LimitWatch : IDisposable
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource<ResourceLimit> _exceeded = new();
    private readonly List<Source> _sources = [];
    private readonly List<LimitCounter> _polled = [];
    private readonly RunGroups _groups;
    private readonly TimeSpan? _processorTime;
    private readonly ITimer? _timer;

    private LimitWatch(RunGroups groups, TimeSpan? processorTime, Reactor reactor)
    {
        _groups = groups;
        _processorTime = processorTime;
        try
        {
            foreach (var counter in groups.Counters)
            {
                if (counter.IsWatchable)
                    _sources.Add(new Source(this, counter, reactor));
                else
                    _polled.Add(counter);
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        if (processorTime is null && _polled.Count == 0)
            return;
        _timer = OwnTime.Instance.CreateTimer(static state => ((LimitWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Pause(processorTime), Timeout.InfiniteTimeSpan);
    }

    public Task<ResourceLimit> Exceeded => _exceeded.Task;

    /// <returns>Null when there is nothing to watch.</returns>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static LimitWatch? Start(RunGroups groups, TimeSpan? processorTime, Reactor reactor)
    {
        var countsTime = processorTime is not null && groups.Tree is not null;
        return countsTime || groups.Counters.Count > 0 ? new LimitWatch(groups, countsTime ? processorTime : null, reactor) : null;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _sources.ForEach(source => source.Dispose());
    }

    private void Look()
    {
        TimeSpan? left = _processorTime is null ? null : TimeSpan.Zero;
        try
        {
            left = _processorTime - (_groups.ProcessorTime ?? TimeSpan.Zero);
            if (left <= TimeSpan.Zero)
                _exceeded.TrySetResult(ResourceLimit.CpuTime);
            if (_polled.Find(counter => counter.HasRisen()) is { } risen)
                _exceeded.TrySetResult(risen.Limit);
        }
        catch (SystemCallException)
        {
            // No descriptor is left to look with now.
        }

        if (!_exceeded.Task.IsCompleted)
            _timer!.Change(Pause(left), Timeout.InfiniteTimeSpan);
    }

    /// <summary>A tree cannot use up its time faster than with all processors.</summary>
    private TimeSpan Pause(TimeSpan? timeLeft)
    {
        var pause = timeLeft / Environment.ProcessorCount ?? _longestPause;
        var longest = _polled.Count > 0 ? _betweenLooks : _longestPause;
        return pause < _shortestPause ? _shortestPause : pause > longest ? longest : pause;
    }

    /// <summary>One file that counts. Reading it tells the system that the count is known; a change after that is an event (kernfs_notify).</summary>
    private sealed class Source : IReactorSource, IDisposable
    {
        private readonly object _gate = new();
        private readonly LimitWatch _watch;
        private readonly LimitCounter _counter;
        private readonly Reactor _reactor;
        private readonly Descriptor _file;
        private readonly long _token;
        private bool _disposed;

        public Source(LimitWatch watch, LimitCounter counter, Reactor reactor)
        {
            _watch = watch;
            _counter = counter;
            _reactor = reactor;
            _file = ControlGroupFile.Open(counter.Path, FileFlags.ReadOnly);
            _token = reactor.Register(this);
            try
            {
                reactor.Arm(_file, _token, Readiness.Changed, again: false);
            }
            catch
            {
                Dispose();
                throw;
            }

            // What came before the file was opened is no event.
            OnReady();
        }

        public void OnReady()
        {
            lock (_gate)
            {
                if (_disposed)
                    return;
                if (_counter.Words.Any(word => ControlGroupFile.ReadNumber(_file, word) > 0))
                    _watch._exceeded.TrySetResult(_counter.Limit);
                else
                    _reactor.Arm(_file, _token, Readiness.Changed, again: true);
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                if (_disposed)
                    return;
                _disposed = true;
                _reactor.Forget(_token);
                _file.Dispose();
            }
        }
    }
}
