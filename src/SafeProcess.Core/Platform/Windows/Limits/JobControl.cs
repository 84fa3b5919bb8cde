using System.ComponentModel;
using SafeProcess.Platform.Windows.Launch;
using SafeProcess.Platform.Windows.Tree;

namespace SafeProcess.Platform.Windows.Limits;

/// <summary>The job of one run with the limits that the spec asks for.</summary>
internal sealed class JobControl : IDisposable
{
    private readonly ProcessorTimeWatch? _time;

    private JobControl(JobObject job, ProcessSpec spec)
    {
        Job = job;
        _time = spec.CpuTimeLimit is { } limit ? new ProcessorTimeWatch(job, limit) : null;
        var hasMemoryOrProcessLimit = spec.MemoryLimit is not null || spec.ProcessLimit is not null;
        Exceeded = (_time, hasMemoryOrProcessLimit) switch
        {
            (null, false) => null,
            (null, true) => job.Exceeded,
            (_, false) => _time.Exceeded,
            _ => Task.WhenAny(job.Exceeded, _time.Exceeded).Unwrap(),
        };
    }

    public JobObject Job { get; }

    /// <summary>Completes when the tree has exceeded a limit; null when it has none.</summary>
    public Task<ResourceLimit>? Exceeded { get; }

    /// <exception cref="StartException">A limit cannot be enforced here.</exception>
    /// <exception cref="Win32Exception">The system refuses a job.</exception>
    public static JobControl For(ProcessSpec spec)
    {
        if (spec.OpenFileLimit is not null)
            throw LaunchFailure.NotEnforceable(spec, nameof(spec.OpenFileLimit), "Windows has no limit of open files for a process");
        if (spec.Containment is { } containment and not Containment.JobObject)
            throw StartException.ContainmentNotAvailable(spec, containment, "Windows has Job Objects alone");
        var job = JobObject.Create(spec.MemoryLimit, spec.ProcessLimit);
        try
        {
            return new JobControl(job, spec);
        }
        catch
        {
            job.Dispose();
            throw;
        }
    }

    /// <summary>The limit that was exceeded so far; null when none was.</summary>
    public ResourceLimit? FindExceeded() =>
        Exceeded is { IsCompletedSuccessfully: true } exceeded ? exceeded.Result
        : _time is { IsOver: true } ? ResourceLimit.CpuTime
        : null;

    public void Dispose()
    {
        _time?.Dispose();
        Job.Dispose();
    }
}
