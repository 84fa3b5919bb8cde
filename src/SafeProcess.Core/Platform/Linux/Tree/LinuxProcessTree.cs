using SafeProcess.Platform.Linux.Limits;
using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Tree;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.Tree;

/// <summary>Finds a run's tree by its control group or PID namespace, where it has one, and by what a descendant cannot shed all at once: its session, its ancestry
/// while that is visible, the run's mark (<see cref="Membership"/>). What was found once stays known by id and start time.</summary>
/// <param name="programs">The programs of the run.</param>
/// <param name="runId">The run's id.</param>
/// <param name="mark">The run's mark.</param>
/// <param name="unmarkedUntil">What is born after this clock tick and has no mark is no member.</param>
/// <param name="reactor">Tells of ends.</param>
/// <param name="youth">Not over as long as the run is younger than <see cref="Youth"/>.</param>
/// <param name="withPidfd">Whether the kernel has pidfds.</param>
/// <param name="control">What holds the tree better than its session; null for nothing.</param>
internal sealed partial class LinuxProcessTree(
    RunPrograms programs, string runId, RunMark mark, ulong unmarkedUntil, Reactor reactor, Patience youth, bool withPidfd, TreeControl? control) : UnixProcessTree(programs, reactor)
{
    /// <summary>Up to so many ids are looked at one by one instead of listing all processes.</summary>
    private const int FewIds = 32;

    /// <summary>Younger than this, a run cannot have seen all the system's ids given out once around.</summary>
    public static readonly TimeSpan Youth = TimeSpan.FromMilliseconds(500);

    private readonly KnownMembers _known = new();

    protected override async ValueTask<Look> LookAsync()
    {
        var last = LastProcessId.Read();
        var veiled = new HashSet<int>();
        var found = IsAmongFew(last) ? FindAmong(Programs.First, last, veiled) : await FindInTableAsync(veiled).ConfigureAwait(true);
        FindNewcomers(last, found, veiled);
        await FindVeiledAsync(veiled, found).ConfigureAwait(true);
        return new Look(Remember(found.Values), id => found.ContainsKey(id) || ProcFile.ReadStat(id) is not null);
    }

    public override unsafe void ReapAdopted()
    {
        if (!_hostAdopts.Value)
            return;
        foreach (var zombie in _known.In(ProcFile.ReadStat).Where(static process => !process.IsAlive && process.ParentId == Environment.ProcessId))
        {
            if (!Programs.Contains(zombie.Id))
                _ = LibC.Wait4(zombie.Id, null, WaitFlags.NoHang, null);
        }
    }

    protected override ProcessSnapshot? Describe(TreeMember member, ShownArguments? arguments) => ProcessDescription.Of(member, arguments);

    protected override bool IsStill(TreeMember member) => ProcFile.ReadStat(member.Id) is { IsAlive: true } entry && entry.StartTime == member.StartTime;

    protected override Descriptor? TryOpen(TreeMember member) => withPidfd ? base.TryOpen(member) : null;

    protected override void SendToOther(TreeMember member, int signal)
    {
        try
        {
            SendToProven(member, signal);
        }
        catch (SystemCallException)
        {
            SendWithSpare(member, signal);
        }
    }

    /// <summary>The common case of a small tree, or none: everything that was started since has an id in a short range.</summary>
    private Dictionary<int, ProcessEntry> FindAmong(int first, int last, HashSet<int> veiled)
    {
        var candidates = new List<ProcessEntry>();
        for (var id = first; id <= last; id++)
        {
            if (!Programs.HasExited(id) && ProcFile.ReadStat(id) is { } entry)
                candidates.Add(entry);
        }

        var found = FindInGroup();
        bool more;
        do
        {
            more = false;
            foreach (var entry in candidates)
            {
                if (!found.ContainsKey(entry.Id) && IsMember(entry, veiled, found.ContainsKey(entry.ParentId) ? Evidence.Parent : Evidence.None)
                    && ProcFile.IsProcess(entry.Id))
                {
                    found[entry.Id] = entry;
                    more = true;
                }
            }
        }
        while (more);

        return found;
    }

    private bool IsAmongFew(int last) =>
        last >= Programs.First && last - Programs.First < FewIds + Programs.Count && !youth.IsOver;

    private async ValueTask<Dictionary<int, ProcessEntry>> FindInTableAsync(HashSet<int> veiled)
    {
        var table = await ProcessTable.LookAsync().ConfigureAwait(true);
        var found = new FoundMembers<ProcessEntry>();
        found.Add(FindInGroup().Values);
        foreach (var id in Programs.Ids)
        {
            if (table.Find(id) is { } program)
                found.Add(program);
            found.Add(table.InSession(id));
        }

        found.Add(_known.In(table.Find));
        using (var urgency = new ThreadUrgency())
        {
            foreach (var entry in table.Young)
            {
                urgency.Check();
                if (!found.Contains(entry.Id) && IsMember(entry, veiled, table: table))
                    found.Add(entry);
            }
        }

        return found.Follow(parent => table.ChildrenOf(parent.Id));
    }

    /// <summary>What is in the group before and after a process was looked at was so meanwhile.</summary>
    private Dictionary<int, ProcessEntry> FindInGroup()
    {
        var found = new Dictionary<int, ProcessEntry>();
        if (control?.Group is not { } group || group.Members() is not { Count: > 0 } before)
            return found;
        foreach (var id in before)
        {
            if (ProcFile.ReadStat(id) is { } entry)
                found[id] = entry;
        }

        var after = group.Members();
        foreach (var id in before.Where(id => !after.Contains(id)))
            found.Remove(id);
        return found;
    }

    private bool IsKnown(ProcessEntry entry) => _known.Contains(entry);

    private List<TreeMember> Remember(IEnumerable<ProcessEntry> found)
    {
        var alive = new List<TreeMember>();
        foreach (var entry in found)
        {
            if (!entry.IsAlive || Programs.HasExited(entry.Id))
                continue;
            _known.Add(entry);
            alive.Add(entry.ToMember());
        }

        alive.Sort((one, other) => (Programs.PlaceOf(one.Id), one.Id).CompareTo((Programs.PlaceOf(other.Id), other.Id)));
        return alive;
    }

    private void SendToProven(TreeMember member, int signal)
    {
        if (!withPidfd)
        {
            SendIfStill(member, signal);
            return;
        }

        // What is read after the handle was opened is true of what the handle stands for.
        using var pidfd = TryOpen(member);
        if (pidfd is not null && IsStill(member))
            LinuxLibC.PidfdSendSignal(pidfd, signal);
    }

    private void SendWithSpare(TreeMember member, int signal)
    {
        using var loan = SpareDescriptors.Lend();
        try
        {
            SendToProven(member, signal);
        }
        catch (SystemCallException)
        {
            // Others were faster to take it.
        }
    }
}
