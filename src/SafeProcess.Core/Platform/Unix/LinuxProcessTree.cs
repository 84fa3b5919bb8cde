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
    RunPrograms programs, string runId, RunMark mark, ulong unmarkedUntil, Reactor reactor, long begun, bool withPidfd, ControlGroup? group) : IProcessTree
{
    /// <summary>Up to so many ids are looked at one by one instead of listing all processes.</summary>
    private const int FewIds = 32;

    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Younger than this, a run cannot have seen all the system's ids given out once around.</summary>
    private static readonly TimeSpan _youth = TimeSpan.FromMilliseconds(500);

    private readonly object _gate = new();
    private readonly HashSet<(int Id, ulong StartTime)> _known = [];
    private volatile bool _blind;

    public async ValueTask<IReadOnlyList<TreeMember>> FindAsync()
    {
        try
        {
            _blind = false;
            var last = LastProcessId.Read();
            var veiled = new HashSet<int>();
            var found = IsAmongFew(last) ? FindAmong(programs.First, last, veiled) : await FindInTableAsync(veiled).ConfigureAwait(true);
            FindNewcomers(last, found, veiled);
            await FindVeiledAsync(veiled, found).ConfigureAwait(true);
            var members = Remember(found.Values);
            // What /proc does not show (hidepid in proc(5)) has not ended for that.
            members.InsertRange(0, programs.Unseen().Where(program => !found.ContainsKey(program.Id) && ProcFile.ReadStat(program.Id) is null));
            return members;
        }
        catch (Exception failure) when (failure is SystemCallException or IOException or UnauthorizedAccessException)
        {
            // No descriptor is left to look with. The programs' own groups can be signaled without one.
            _blind = true;
            return programs.Unseen();
        }
    }

    public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
    {
        // All are signaled before any is woken: a member that is stopped then finds the signal pending, and the others have not seen it act.
        foreach (var member in members)
            Send(member, (int)signal);
        foreach (var member in members)
            Send(member, SignalNames.SIGCONT);
    }

    public async Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            await WaitUntilGoneAsync(member, cancellationToken).ConfigureAwait(true);
            if (cancellationToken.IsCancellationRequested)
                return false;
        }

        return true;
    }

    public unsafe void ReapAdopted()
    {
        if (!_hostAdopts.Value)
            return;
        lock (_gate)
        {
            foreach (var (id, startTime) in _known)
            {
                if (!programs.Contains(id) && ProcFile.ReadStat(id) is { IsAlive: false } entry && entry.StartTime == startTime && entry.ParentId == Environment.ProcessId)
                    _ = LibC.Wait4(id, null, WaitFlags.NoHang, null);
            }
        }
    }

    public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, bool withArguments) =>
        ProcessDescription.Of(members, withArguments);

    private Task WaitUntilGoneAsync(TreeMember member, CancellationToken cancellationToken)
    {
        if (programs.ExitOf(member.Id) is { } exited)
            return Task.WhenAny(exited, Task.Delay(Timeout.Infinite, cancellationToken));
        try
        {
            if (withPidfd)
                return OpenMember(member) is { } pidfd ? ExitWatch.WhenEndedAsync(reactor, pidfd, cancellationToken) : Task.CompletedTask;
        }
        catch (SystemCallException)
        {
            // No descriptor is left to watch it with.
        }

        return PollAsync(member, cancellationToken);
    }

    /// <summary>The common case of a small tree, or none: everything that was started since has an id in a short range.</summary>
    private Dictionary<int, ProcessEntry> FindAmong(int first, int last, HashSet<int> veiled)
    {
        var candidates = new List<ProcessEntry>();
        for (var id = first; id <= last; id++)
        {
            if (!programs.HasExited(id) && ProcFile.ReadStat(id) is { } entry)
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
        last >= programs.First && last - programs.First < FewIds + programs.Count && Stopwatch.GetElapsedTime(begun) <= _youth;

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
        foreach (var id in programs.Ids)
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
            if (!entry.IsAlive || programs.HasExited(entry.Id))
                continue;
            lock (_gate)
                _known.Add((entry.Id, entry.StartTime));
            alive.Add(entry.ToMember());
        }

        alive.Sort((one, other) => (programs.PlaceOf(one.Id), one.Id).CompareTo((programs.PlaceOf(other.Id), other.Id)));
        return alive;
    }

    /// <summary>Sends a signal to a process that is proven to be the member. What cannot be proven is not signaled; the next look says
    /// whether it is still there.</summary>
    private void Send(TreeMember member, int signal)
    {
        if (programs.Contains(member.Id))
        {
            // A session's first process cannot leave its group, so the group is the run's as long as the program is not reaped. Only a kill
            // goes to all of it: some programs take a second stop signal for impatience.
            LibC.Kill(_blind || signal == SignalNames.SIGKILL ? -member.Id : member.Id, signal);
            return;
        }

        try
        {
            SendToProven(member, signal);
        }
        catch (SystemCallException)
        {
            SendWithSpare(member, signal);
        }
    }

    private void SendToProven(TreeMember member, int signal)
    {
        if (!withPidfd)
        {
            if (IsStill(member))
                LibC.Kill(member.Id, signal);
            return;
        }

        using var pidfd = OpenMember(member);
        if (pidfd is not null)
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

    /// <summary>A handle on the member; null when it has gone. The start time is read after the handle was opened, so the handle is the
    /// member's if the start time is.</summary>
    private static Descriptor? OpenMember(TreeMember member)
    {
        var pidfd = ExitWatch.TryOpen(member.Id);
        if (pidfd is null || IsStill(member))
            return pidfd;
        pidfd.Dispose();
        return null;
    }

    private static bool IsStill(TreeMember member) => ProcFile.ReadStat(member.Id) is { IsAlive: true } entry && entry.StartTime == member.StartTime;

    /// <summary>For kernels without pidfd, and for want of descriptors.</summary>
    private static async Task PollAsync(TreeMember member, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && MayBeThere(member))
            await Task.Delay(_pollInterval, OwnTime.Instance, cancellationToken).ConfigureAwait(OwnContext.WhateverBecomesOfIt);
    }

    private static bool MayBeThere(TreeMember member)
    {
        try
        {
            return IsStill(member);
        }
        catch (SystemCallException)
        {
            return true;
        }
    }
}
