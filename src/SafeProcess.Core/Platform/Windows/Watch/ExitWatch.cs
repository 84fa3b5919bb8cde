using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Windows.Watch;

/// <summary>Tells when processes end, without a waiting thread for each: the system's threads wait (<c>RegisterWaitForSingleObject</c>), not those of .NET's
/// pool, which the host may keep busy.</summary>
internal static class ExitWatch
{
    /// <summary>Completes when the process has ended or the token was canceled, on a thread of the library's own; never fails.</summary>
    /// <param name="process">Stays the caller's.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="Win32Exception">No handle is left; thrown by the call itself.</exception>
    public static Task WhenEndedAsync(SafeProcessHandle process, CancellationToken cancellationToken = default) =>
        Kernel32.WaitForSingleObject(process, 0) == Kernel32.Signaled ? Task.CompletedTask : WaitAsync(new ProcessWait(process), cancellationToken);

    private static async Task WaitAsync(ProcessWait wait, CancellationToken cancellationToken)
    {
        using (wait)
        using (cancellationToken.UnsafeRegister(static state => ((ProcessWait)state!).End(), wait))
            await wait.Ended.ConfigureAwait(true);
    }

    [UnmanagedCallersOnly]
    private static void OnEnd(nint context, byte isTimeout) => ((ProcessWait)GCHandle.FromIntPtr(context).Target!).End();

    private sealed class ProcessWait : IDisposable
    {
        private readonly TaskCompletionSource _ended = new();
        private readonly SafeWaitHandle _process;
        private readonly nint _wait;
        private GCHandle _self;

        public unsafe ProcessWait(SafeProcessHandle process)
        {
            // A handle of its own: the caller may let go of the process before the wait is over.
            if (!Kernel32.DuplicateHandle(Kernel32.CurrentProcess, process, Kernel32.CurrentProcess, out _process, 0, false, Kernel32.SameAccess))
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            _self = GCHandle.Alloc(this);
            if (Kernel32.RegisterWaitForSingleObject(out _wait, _process, &OnEnd, GCHandle.ToIntPtr(_self), Kernel32.Infinite, Kernel32.OnceInTheWaitingThread))
                return;
            var error = Marshal.GetLastPInvokeError();
            _self.Free();
            _process.Dispose();
            throw new Win32Exception(error);
        }

        public Task Ended => _ended.Task;

        public void End() => OwnThreads.OfRuns.Post(static wait => ((ProcessWait)wait!)._ended.TrySetResult(), this);

        public void Dispose()
        {
            // Returns once the system calls back no more.
            Kernel32.UnregisterWaitEx(_wait, Kernel32.UntilCallbacksAreOver);
            _self.Free();
            _process.Dispose();
        }
    }
}
