using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.ControlGroups;

/// <summary>Where the system counts how often a limit was hit.</summary>
/// <param name="Limit">Which limit.</param>
/// <param name="Path">The file.</param>
/// <param name="Words">The lines of it that count.</param>
/// <param name="IsWatchable">Whether the system reports changes of the file (<c>EPOLLPRI</c>): that of cgroup v1 does not.</param>
internal sealed record LimitCounter(ResourceLimit Limit, string Path, IReadOnlyList<string> Words, bool IsWatchable)
{
    /// <summary>Whether the limit has been hit.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public bool HasRisen() => Words.Any(word => ControlGroupFile.ReadNumber(Path, word) > 0);
}
