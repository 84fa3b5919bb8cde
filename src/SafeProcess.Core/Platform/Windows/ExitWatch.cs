using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows;

/// <summary>Tells when processes end, without a waiting thread for each.</summary>
internal static class ExitWatch
{
    /// <summary>Completes when the process has ended or the token was canceled, on the thread pool; never fails.</summary>
    /// <param name="process">Stays the caller's.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="Win32Exception">No handle is left; thrown by the call itself.</exception>
    public static Task WhenEndedAsync(SafeProcessHandle process, CancellationToken cancellationToken = default) =>
        Kernel32.WaitForSingleObject(process, 0) == Kernel32.Signaled ? Task.CompletedTask : WaitAsync(new ProcessWait(process), cancellationToken);

    private static async Task WaitAsync(ProcessWait handle, CancellationToken cancellationToken)
    {
        using var disposed = handle;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wait = ThreadPool.RegisterWaitForSingleObject(
            handle, static (state, _) => ((TaskCompletionSource)state!).TrySetResult(), ended, Timeout.InfiniteTimeSpan, executeOnlyOnce: true);
        using (cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), ended))
            await ended.Task.ConfigureAwait(false);
        wait.Unregister(null);
    }

    private sealed class ProcessWait : WaitHandle
    {
        // A handle of its own: the thread that waits lets go of it some time after the wait was given up.
        public ProcessWait(SafeProcessHandle process)
        {
            if (!Kernel32.DuplicateHandle(Kernel32.CurrentProcess, process, Kernel32.CurrentProcess, out var handle, 0, false, Kernel32.SameAccess))
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            SafeWaitHandle = handle;
        }
    }
}
