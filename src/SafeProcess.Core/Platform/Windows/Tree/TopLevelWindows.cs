using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SafeProcess.Platform.Windows.Native;

namespace SafeProcess.Platform.Windows.Tree;

/// <summary>The windows of programs that have some.</summary>
internal static unsafe class TopLevelWindows
{
    /// <summary>Asks every visible window of a job's processes to close, as its user does with the button at its corner (WM_CLOSE). A host without a
    /// desktop, such as a service, sees no windows.</summary>
    public static void Close(JobObject job)
    {
        var state = GCHandle.Alloc(job);
        try
        {
            User32.EnumWindows(&CloseIfOfThese, GCHandle.ToIntPtr(state));
        }
        finally
        {
            state.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static int CloseIfOfThese(nint window, nint state)
    {
        int owner;
        // The windows nobody sees are often those of frameworks: to close one would end nothing, or too much.
        if (!User32.IsWindowVisible(window) || User32.GetWindowThreadProcessId(window, &owner) == 0)
            return 1;
        // As long as the handle is open the id is no other's, and the window is that of the process for as long as it lives.
        using var process = WindowsProcess.TryOpen(owner, (JobObject)GCHandle.FromIntPtr(state).Target!);
        if (process is not null)
            User32.PostMessage(window, User32.Close, 0, 0);
        return 1;
    }
}
