using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Platform.Windows.Tree;

namespace SafeProcess.Platform.Windows.Watch;

/// <summary>Hands the messages of all jobs of this host to them: one completion port, and one thread that waits for it.</summary>
internal static class JobEvents
{
    private static readonly ConcurrentDictionary<long, JobObject> _jobs = new();
    private static readonly Lazy<KernelHandle> _port = new(Open, LazyThreadSafetyMode.PublicationOnly);
    private static long _lastKey;

    /// <exception cref="Win32Exception">The system refuses it.</exception>
    public static KernelHandle Port => _port.Value;

    public static long Register(JobObject job)
    {
        var key = Interlocked.Increment(ref _lastKey);
        _jobs[key] = job;
        return key;
    }

    /// <summary>Messages of this job that are still to come mean nothing to anybody.</summary>
    public static void Forget(long key) => _jobs.TryRemove(key, out _);

    private static KernelHandle Open()
    {
        var port = Kernel32.CreateIoCompletionPort(-1, 0, 0, 1);
        if (port.IsInvalid)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        new Thread(() => Loop(port)) { IsBackground = true, Name = "SafeProcess job events" }.UnsafeStart();
        return port;
    }

    private static void Loop(KernelHandle port)
    {
        while (true)
        {
            if (Kernel32.GetQueuedCompletionStatus(port, out var message, out var key, out _, Kernel32.Infinite) && _jobs.TryGetValue((long)key, out var job))
                job.OnMessage(message);
        }
    }
}
