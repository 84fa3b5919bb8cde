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

    // Others start processes as well. To look at more ids than this takes longer than a list of all processes.
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
            foreach (var entry in StartedSince(before, last))
            {
                marked ??= [processId];
                if ((entry.Session == processId || marked.Contains(entry.ParentId)) && marked.Add(entry.Id))
                    PutOnOne(entry.Id, mark);
            }

            before = last;
        }
    }

    /// <summary>What was given an id between two readings, the oldest first: a parent is older than its children.</summary>
    private static IEnumerable<ProcessEntry> StartedSince(int before, int last)
    {
        var ids = LastProcessId.Back(last, to: before).Take(MostIds + 1).ToList();
        if (ids.Count <= MostIds)
            return ids.Select(ProcFile.ReadStat).OfType<ProcessEntry>().Reverse();
        var oldest = ProcFile.ReadStat(before)?.StartTime ?? 0;
        return ProcessTable.Ids().Select(ProcFile.ReadStat).OfType<ProcessEntry>().Where(entry => entry.StartTime >= oldest)
            .OrderBy(static entry => entry.StartTime).ThenBy(static entry => entry.Id);
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
