using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix;

/// <summary>Marks a run's processes with a number they all inherit, whatever they do to their session, environment and parents: a hard limit on file
/// locks, which Linux hands down to every child and has not enforced since 2.4 (<c>RLIMIT_LOCKS</c> in <c>getrlimit(2)</c>). It can be lowered, but
/// nobody does.</summary>
internal static unsafe class RunMark
{
    /// <summary>None could be put.</summary>
    public const ulong None = 0;

    private const int FileLocks = 10;

    // Marks of many runs must not meet by chance.
    private const ulong EnoughNumbers = 1UL << 48;

    private static readonly ulong _hostLimit = Read(Environment.ProcessId);

    /// <summary>A mark that no other run has.</summary>
    /// <returns><see cref="None"/> where there is none to be had.</returns>
    public static ulong New()
    {
        // A host within a run is itself marked, and may only go lower.
        var highest = Math.Min(_hostLimit, long.MaxValue);
        if (highest < EnoughNumbers)
            return None;
        return (highest / 2) + (ulong)Random.Shared.NextInt64((long)(highest / 2));
    }

    /// <summary>Marks a child of the host that has just been started. One that cannot be marked goes without.</summary>
    public static void Put(int processId, ulong mark)
    {
        var limit = new Limit(mark, mark);
        if (mark != None)
            _ = LibC.Prlimit(processId, FileLocks, &limit, null);
    }

    /// <summary>Whether a process carries this mark. Not known of another user's.</summary>
    public static bool IsOn(int processId, ulong mark) => mark != None && Read(processId) == mark;

    private static ulong Read(int processId)
    {
        Limit limit;
        return LibC.Prlimit(processId, FileLocks, null, &limit) == 0 ? limit.Hard : None;
    }
}
