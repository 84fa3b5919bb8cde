using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.Launch;

/// <summary>A short-lived thread that a start needs beside the caller's.</summary>
internal static class LaunchThread
{
    private const int StackSize = 256 * 1024;

    /// <summary>Starts one that does this and ends.</summary>
    /// <exception cref="SystemCallException">No thread is left.</exception>
    public static Thread Start(string name, Action work)
    {
        var thread = new Thread(() => work(), StackSize) { IsBackground = true, Name = name };
        try
        {
            thread.UnsafeStart();
            return thread;
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            throw new SystemCallException("pthread_create", ErrorNumber.EAGAIN);
        }
    }
}
