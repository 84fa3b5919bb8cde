using SafeProcess.Platform.Linux.Native;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>Marks a run's processes with numbers they all inherit, whatever they do to their session, environment and parents: the limits on file locks, which
/// Linux hands down to every child and has not enforced since 2.4 (<c>RLIMIT_LOCKS</c> in <c>getrlimit(2)</c>). They can be changed, but nobody does.</summary>
/// <param name="Hard">The run's own number; 0 where none could be had.</param>
/// <param name="Soft">That of the outermost run around it, which all runs inside that one share.</param>
/// <param name="IsOutermost">Whether that is this run.</param>
internal readonly record struct RunMark(ulong Hard, ulong Soft, bool IsOutermost)
{
    /// <summary>In clock ticks, how long after a process was marked a child of it may be born without the mark: <c>fork(2)</c> copies the limits some time before the
    /// child has its time of birth, and may have to wait for a processor in between.</summary>
    public const ulong TicksInFlight = 50;

    private const int FileLocks = 10;

    // Marks of many runs must not meet by chance.
    private const ulong EnoughNumbers = 1UL << 48;

    // The soft limit is never above the hard one, also of runs far inside, each of which takes a lower number than the one around it.
    private const int SoftShift = 16;

    // Others start processes as well. To look at more ids than this takes longer than a list of all processes.
    private const int MostIds = 512;
    private const int MostCatchingUp = 5;

    private static readonly Limit _host = ReadHost();

    /// <summary>No mark.</summary>
    public static RunMark None => default;

    /// <summary>A mark that no other run has.</summary>
    /// <returns><see cref="None"/> where there is none to be had.</returns>
    public static RunMark New()
    {
        // A host within a run is itself marked, and may only go lower.
        var highest = Math.Min(_host.Hard, long.MaxValue);
        if (highest < EnoughNumbers)
            return None;
        var hard = (highest / 2) + (ulong)Random.Shared.NextInt64((long)(highest / 2));
        var isInside = _host.Soft < _host.Hard && _host.Soft <= hard;
        return new RunMark(hard, isInside ? _host.Soft : hard >> SoftShift, !isInside);
    }

    /// <summary>A mark of no run, for what the host starts and no run around it is to take for its own.</summary>
    public static RunMark OfNoRun()
    {
        var mark = New();
        return mark with { Soft = mark.Hard >> SoftShift };
    }

    /// <summary>Marks a child of the host that has just been started, and what it has started itself by now: the host may have waited for a processor, or
    /// for the collection of its garbage, longer than the child took for that. What cannot be marked goes without.</summary>
    public void Put(int processId)
    {
        if (this == None)
            return;
        PutOnOne(processId);
        HashSet<int>? marked = null;
        var before = processId;
        for (var round = 0; round < MostCatchingUp && LastProcessId.Read() is var last and > 0 && last != before; round++)
        {
            foreach (var entry in StartedSince(before, last))
            {
                marked ??= [processId];
                if ((entry.Session == processId || marked.Contains(entry.ParentId)) && marked.Add(entry.Id))
                    PutOnOne(entry.Id);
            }

            before = last;
        }
    }

    /// <summary>The numbers that a process carries, whoever they are from; the default where they are not to be had, as of another user's.</summary>
    public static unsafe Limit NumbersOf(int processId)
    {
        Limit limit;
        return LinuxLibC.Prlimit(processId, FileLocks, null, &limit) == 0 ? limit : default;
    }

    /// <summary>Whether these are the numbers of this mark, or of that of a run inside the outermost.</summary>
    public bool Is(Limit numbers) => this != None && (numbers.Hard == Hard || (IsOutermost && numbers.Soft == Soft));

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

    private void PutOnOne(int processId) => Write(processId, new Limit(Soft, Hard));

    private static unsafe void Write(int processId, Limit limit) => _ = LinuxLibC.Prlimit(processId, FileLocks, &limit, null);

    private static Limit ReadHost()
    {
        var limit = NumbersOf(Environment.ProcessId);
        // Changes nothing. The first program that is marked is not to wait for the runtime to compile this.
        new RunMark(limit.Hard, limit.Soft, IsOutermost: false).PutOnOne(Environment.ProcessId);
        return limit;
    }
}
