using System.ComponentModel;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Platform.Windows.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Windows.Tree;

/// <summary>The Job Object of one run. Whatever its program starts is in it and cannot leave it, and all of it ends when the last handle is closed: the
/// host alone has one, so that is also when the host dies. A job that the host itself is in holds this one as well (nested jobs).</summary>
internal sealed unsafe class JobObject : IDisposable
{
    /// <summary>What a program ends with that the job ends.</summary>
    private const uint ExitCodeOfTerminated = 1;

    private readonly KernelHandle _handle;
    private readonly long _key;
    private volatile TaskCompletionSource _emptied = new();
    private readonly TaskCompletionSource<ResourceLimit> _exceeded = new();
    private JobLimits _limits;

    private JobObject()
    {
        _handle = Kernel32.CreateJobObject(0, 0);
        if (_handle.IsInvalid)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _key = JobEvents.Register(this);
    }

    public KernelHandle Handle => _handle;

    /// <summary>Completes when nothing is in the job any more. The system does not promise to tell. Ask for it anew after <see cref="Refilled"/>.</summary>
    public Task Emptied => _emptied.Task;

    /// <summary>Completes when the tree wanted more memory or processes than it may have.</summary>
    public Task<ResourceLimit> Exceeded => _exceeded.Task;

    /// <summary>Processor time of all that are or were in it.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            return Account() is { } account ? TimeSpan.FromTicks(account.UserTime + account.KernelTime) : default;
        }
    }

    /// <summary>The most memory all of them held at once, in bytes; null where the system does not tell.</summary>
    public long? PeakMemory
    {
        get
        {
            JobLimits limits;
            return Query(JobInformation.ExtendedLimit, &limits, sizeof(JobLimits)) && limits.PeakJobMemory > 0 ? (long)limits.PeakJobMemory : null;
        }
    }

    /// <summary>Makes a job that nothing is in yet.</summary>
    /// <param name="memory">The most memory that may be committed in it, in bytes; null for any.</param>
    /// <param name="processes">The most processes that may be in it at once; null for any.</param>
    /// <exception cref="Win32Exception">The system refuses it.</exception>
    public static JobObject Create(long? memory, int? processes)
    {
        var job = new JobObject();
        try
        {
            // Without JOB_OBJECT_LIMIT_BREAKAWAY_OK nothing may leave it.
            job._limits.Flags = JobLimits.KillOnJobClose | (memory is null ? 0 : JobLimits.JobMemory) | (processes is null ? 0 : JobLimits.ActiveProcess);
            job._limits.JobMemoryBytes = (nuint)(memory ?? 0);
            job._limits.ActiveProcesses = (uint)(processes ?? 0);
            job.SetLimits();
            var port = new JobPort { Key = (nuint)job._key, Port = JobEvents.Port.DangerousGetHandle() };
            if (!Kernel32.SetInformationJobObject(job._handle, JobInformation.AssociateCompletionPort, &port, (uint)sizeof(JobPort)))
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            return job;
        }
        catch
        {
            job.Dispose();
            throw;
        }
    }

    /// <summary>The ids of the processes in it.</summary>
    public IReadOnlyList<int> Members()
    {
        // Two numbers, how many there are and how many are listed, then the ids, each as large as a pointer.
        for (var capacity = 64; ; capacity *= 4)
        {
            var size = sizeof(ulong) + (capacity * sizeof(nuint));
            var list = (byte*)NativeMemory.Alloc((nuint)size);
            try
            {
                if (Query(JobInformation.BasicProcessIdList, list, size))
                {
                    var ids = new int[*(uint*)(list + 4)];
                    for (var index = 0; index < ids.Length; index++)
                        ids[index] = (int)((nuint*)(list + sizeof(ulong)))[index];
                    return ids;
                }

                if (Marshal.GetLastPInvokeError() != Win32Error.MoreData)
                    return [];
            }
            finally
            {
                NativeMemory.Free(list);
            }
        }
    }

    /// <summary>Something has been started in it: that it was empty before means nothing any more.</summary>
    public void Refilled()
    {
        if (_emptied.Task.IsCompleted)
            _emptied = new TaskCompletionSource();
    }

    /// <summary>Ends all that is in it at once, what is just being started too.</summary>
    public void Terminate() => Kernel32.TerminateJobObject(_handle, ExitCodeOfTerminated);

    /// <summary>Lets what is in it live on when the job is closed.</summary>
    public void LetGo()
    {
        _limits.Flags &= ~JobLimits.KillOnJobClose;
        SetLimits();
    }

    public void Dispose()
    {
        JobEvents.Forget(_key);
        _handle.Dispose();
    }

    /// <summary>Called for each message of the job, on a thread that serves all jobs.</summary>
    internal void OnMessage(uint message)
    {
        switch (message)
        {
            // The message may be of a moment before something else was started in it.
            case JobMessage.ActiveProcessZero when Account() is not { ActiveProcesses: > 0 }:
                // Whoever waits for it goes on there, and this thread serves all jobs.
                OwnThreads.OfRuns.Post(static emptied => ((TaskCompletionSource)emptied!).TrySetResult(), _emptied);
                break;
            case JobMessage.ActiveProcessLimit:
                _exceeded.TrySetResult(ResourceLimit.Process);
                break;
            case JobMessage.JobMemoryLimit:
                _exceeded.TrySetResult(ResourceLimit.Memory);
                break;
        }
    }

    private void SetLimits()
    {
        fixed (JobLimits* limits = &_limits)
        {
            if (!Kernel32.SetInformationJobObject(_handle, JobInformation.ExtendedLimit, limits, (uint)sizeof(JobLimits)))
                throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private JobAccounting? Account()
    {
        JobAccounting account;
        return Query(JobInformation.BasicAccounting, &account, sizeof(JobAccounting)) ? account : null;
    }

    private bool Query(JobInformation kind, void* information, int size) => Kernel32.QueryInformationJobObject(_handle, kind, information, (uint)size, null);
}
