using SafeProcess.Platform.Windows.Tree;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Windows.Limits;

/// <summary>Tells when a job has used up its processor time. The system's own limit counts user time alone, so the account is looked at whenever
/// the time can have been used up.</summary>
internal sealed class ProcessorTimeWatch : IDisposable
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan _longestPause = TimeSpan.FromHours(1);

    private readonly TaskCompletionSource<ResourceLimit> _exceeded = new();
    private readonly JobObject _job;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    public ProcessorTimeWatch(JobObject job, TimeSpan limit)
    {
        _job = job;
        _limit = limit;
        _timer = OwnTime.Instance.CreateTimer(static state => ((ProcessorTimeWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        SetTimer(limit);
    }

    public Task<ResourceLimit> Exceeded => _exceeded.Task;

    /// <summary>Whether it is used up now.</summary>
    public bool IsOver => _job.ProcessorTime >= _limit;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var left = _limit - _job.ProcessorTime;
        if (left <= TimeSpan.Zero)
            _exceeded.TrySetResult(ResourceLimit.CpuTime);
        else
            SetTimer(left);
    }

    /// <summary>A tree cannot use up its time faster than with all processors.</summary>
    private void SetTimer(TimeSpan left)
    {
        var pause = left / Environment.ProcessorCount;
        _timer.Change(pause < _shortestPause ? _shortestPause : pause > _longestPause ? _longestPause : pause, Timeout.InfiniteTimeSpan);
    }
}
