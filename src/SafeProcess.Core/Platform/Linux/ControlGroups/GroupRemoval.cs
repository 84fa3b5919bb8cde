using System.Runtime.InteropServices;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.ControlGroups;

/// <summary>Removes control groups. One that still holds processes (orphans that were left, what cannot be ended) is removed once they are gone.</summary>
internal static class GroupRemoval
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);
    private static readonly object _gate = new();
    private static readonly HashSet<string> _waiting = [];
    private static readonly ITimer _timer = OwnTime.Instance.CreateTimer(static _ => RetryAll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Removes a group and all below it, now or later.</summary>
    public static void Remove(string directory)
    {
        if (TryRemove(directory))
            return;
        lock (_gate)
        {
            _waiting.Add(directory);
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <returns>False when it is not gone.</returns>
    public static bool TryRemove(string directory)
    {
        if (LinuxLibC.RemoveDirectory(directory) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        if (error != ErrorNumber.EBUSY)
            return error == ErrorNumber.ENOENT;
        try
        {
            foreach (var below in Directory.GetDirectories(directory))
                TryRemove(below);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(directory);
        }

        return LinuxLibC.RemoveDirectory(directory) == 0 || Marshal.GetLastPInvokeError() == ErrorNumber.ENOENT;
    }

    private static void RetryAll()
    {
        lock (_gate)
        {
            _waiting.RemoveWhere(TryRemove);
            if (_waiting.Count > 0)
                _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }
}
