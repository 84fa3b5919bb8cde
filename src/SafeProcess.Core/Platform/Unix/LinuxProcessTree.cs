using System.Diagnostics;
using SafeProcess.Platform.Unix.ControlGroups;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix;

/// <summary>Finds a run's tree by its control group, where it has one, and by what a descendant cannot shed all at once: its session, its ancestry
/// while that is visible, the run's mark (<see cref="Membership"/>). What was found once stays known by id and start time.</summary>
/// <param name="programs">The programs of the run.</param>
/// <param name="runId">The run's id.</param>
/// <param name="mark">The run's mark.</param>
/// <param name="unmarkedUntil">What is born after this clock tick and has no mark is no member.</param>
/// <param name="reactor">Tells of ends.</param>
/// <param name="begun">When the run began, as <see cref="Stopwatch"/> counts.</param>
/// <param name="withPidfd">Whether the kernel has pidfds.</param>
/// <param name="group">The control group of the run; null for none.</param>
internal sealed partial class LinuxProcessTree(
    RunPrograms programs, string runId, RunMark mark, ulong unmarkedUntil, Reactor reactor, long begun, bool withPidfd, ControlGroup? group) : UnixProcessTree(programs, reactor)
{
    /// <summary>Up to so many ids are looked at one by one instead of listing all processes.</summary>
    private const int FewIds = 32;

    /// <summary>Younger than this, a run cannot have seen all the system's ids given out once around.</summary>
    private static readonly TimeSpan _youth = TimeSpan.FromMilliseconds(500);

    private readonly object _gate = new();
    private readonly HashSet<(int Id, ulong StartTime)> _known = [];

    protected override async ValueTask<IReadOnlyList<TreeMember>> LookAsync()
    {
        var last = LastProcessId.Read();
        var veiled = new HashSet<int>();
        var found = IsAmongFew(last) ? FindAmong(Programs.First, last, veiled) : await FindInTableAsync(veiled).ConfigureAwait(true);
        FindNewcomers(last, found, veiled);
        await FindVeiledAsync(veiled, found).ConfigureAwait(true);
        var members = Remember(found.Values);
        // What /proc does not show (hidepid in proc(5)) has not ended for that.
        members.InsertRange(0, Programs.Unseen().Where(program => !found.ContainsKey(program.Id) && ProcFile.ReadStat(program.Id) is null));
        return members;
    }

    public override unsafe void ReapAdopted()
    {
        if (!_hostAdopts.Value)
            return;
        lock (_gate)
        {
            foreach (var (id, startTime) in _known)
            {
                if (!Programs.Contains(id) && ProcFile.ReadStat(id) is { IsAlive: false } entry && entry.StartTime == startTime && entry.ParentId == Environment.ProcessId)
                    _ = LibC.Wait4(id, null, WaitFlags.NoHang, null);
            }
        }
    }

    public override IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, bool withArguments) =>
        ProcessDescription.Of(members, withArguments);

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
        last >= Programs.First && last - Programs.First < FewIds + Programs.Count && Stopwatch.GetElapsedTime(begun) <= _youth;

    private async ValueTask<Dictionary<int, ProcessEntry>> FindInTableAsync(HashSet<int> veiled)
    {
        var table = await ProcessTable.LookAsync().ConfigureAwait(true);
        var found = new Dictionary<int, ProcessEntry>();
        var unexplored = new Queue<ProcessEntry>();

        void Add(ProcessEntry entry)
        {
            if (found.TryAdd(entry.Id, entry))
                unexplored.Enqueue(entry);
        }

        foreach (var entry in FindInGroup().Values)
            Add(entry);
        foreach (var id in Programs.Ids)
        {
            if (table.Find(id) is { } program)
                Add(program);
            foreach (var entry in table.InSession(id))
                Add(entry);
        }

        lock (_gate)
        {
            foreach (var known in _known)
            {
                if (table.Find(known.Id) is { } entry && entry.StartTime == known.StartTime)
                    Add(entry);
            }
        }

        using (var urgency = new ThreadUrgency())
        {
            foreach (var entry in table.Young)
            {
                urgency.Check();
                if (!found.ContainsKey(entry.Id) && IsMember(entry, veiled))
                    Add(entry);
            }
        }

        while (unexplored.TryDequeue(out var parent))
        {
            foreach (var child in table.ChildrenOf(parent.Id))
                Add(child);
        }

        return found;
    }

    /// <summary>What is in the group before and after a process was looked at was so meanwhile.</summary>
    private Dictionary<int, ProcessEntry> FindInGroup()
    {
        var found = new Dictionary<int, ProcessEntry>();
        if (group is null || group.Members() is not { Count: > 0 } before)
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

    private bool IsKnown(ProcessEntry entry)
    {
        lock (_gate)
            return _known.Contains((entry.Id, entry.StartTime));
    }

    private List<TreeMember> Remember(IEnumerable<ProcessEntry> found)
    {
        var alive = new List<TreeMember>();
        foreach (var entry in found)
        {
            if (!entry.IsAlive || Programs.HasExited(entry.Id))
                continue;
            lock (_gate)
                _known.Add((entry.Id, entry.StartTime));
            alive.Add(entry.ToMember());
        }

        alive.Sort((one, other) => (Programs.PlaceOf(one.Id), one.Id).CompareTo((Programs.PlaceOf(other.Id), other.Id)));
        return alive;
    }

    private void SendToProven(TreeMember member, int signal)
    {
        if (!withPidfd)
        {
            if (IsStill(member))
                LibC.Kill(member.Id, signal);
            return;
        }

        // What is read after the handle was opened is true of what the handle stands for.
        using var pidfd = TryOpen(member);
        if (pidfd is not null && IsStill(member))
            LibC.PidfdSendSignal(pidfd, signal);
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
