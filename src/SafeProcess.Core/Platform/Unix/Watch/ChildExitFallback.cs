using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Watch;

/// <summary>Tells when children end where the kernel has no pidfd, or tells of the end too early (macOS): at every SIGCHLD it asks after
/// each of its own, and takes nobody else's.</summary>
[SupportedOSPlatform("linux"), SupportedOSPlatform("macos")]
internal static class ChildExitFallback
{
    private static readonly ConcurrentDictionary<int, TaskCompletionSource> _children = new();

    private static readonly Lazy<PosixSignalRegistration> _registration = new(
        () => PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => CheckAll()), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Completes when this child of the host has ended; it stays to be reaped.</summary>
    /// <exception cref="SystemCallException">The child cannot be watched.</exception>
    public static Task WhenEndedAsync(int processId)
    {
        Prepare();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _children[processId] = ended;
        Check(processId, ended);
        return ended.Task;
    }

    /// <summary>Sees that children can be watched, so that a want of descriptors is found out in time.</summary>
    /// <exception cref="SystemCallException">They cannot.</exception>
    public static void Prepare()
    {
        try
        {
            _ = _registration.Value;
        }
        catch (Exception failure) when (failure is TypeInitializationException or IOException)
        {
            // .NET's signal handling needs descriptors of its own.
            throw new SystemCallException("SIGCHLD", ErrorNumber.EMFILE);
        }
    }

    /// <summary>True once the child has ended; it stays to be reaped.</summary>
    public static unsafe bool HasEnded(int processId)
    {
        // siginfo_t has 128 bytes (104 on macOS) and begins with the signal's number, which stays 0 while the child runs.
        var information = stackalloc byte[128];
        new Span<byte>(information, 128).Clear();
        var answer = LibC.Waitid(WaitFlags.IdIsProcess, processId, information, WaitFlags.Exited | WaitFlags.NoHang | WaitFlags.KeepZombie);
        return answer == 0 ? *(int*)information != 0 : Marshal.GetLastPInvokeError() == ErrorNumber.ECHILD;
    }

    private static void CheckAll()
    {
        foreach (var (processId, ended) in _children)
            Check(processId, ended);
    }

    private static void Check(int processId, TaskCompletionSource ended)
    {
        if (HasEnded(processId) && _children.TryRemove(new(processId, ended)))
            ended.SetResult();
    }
}
