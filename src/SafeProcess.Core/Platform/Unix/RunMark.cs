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

    // Others start processes as well; so many ids are given out in far more time than a start takes.
    private const int MostIds = 512;
    private const int MostCatchingUp = 5;

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

    /// <summary>Marks a child of the host that has just been started, and what it has started itself by now: the host may have waited for a processor, or
    /// for the collection of its garbage, longer than the child took for that. What cannot be marked goes without.</summary>
    public static void Put(int processId, ulong mark)
    {
        if (mark == None)
            return;
        PutOnOne(processId, mark);
        HashSet<int>? marked = null;
        var before = processId;
        for (var round = 0; round < MostCatchingUp && LastProcessId.Read() is var last and > 0 && last != before; round++)
        {
            // The oldest first: a parent is older than its children.
            foreach (var id in LastProcessId.Back(last, to: before).Take(MostIds).Reverse())
            {
                marked ??= [processId];
                if (ProcFile.ReadStat(id) is { } entry && (entry.Session == processId || marked.Contains(entry.ParentId)) && marked.Add(id))
                    PutOnOne(id, mark);
            }

            before = last;
        }
    }

    private static void PutOnOne(int processId, ulong mark)
    {
        var limit = new Limit(mark, mark);
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
