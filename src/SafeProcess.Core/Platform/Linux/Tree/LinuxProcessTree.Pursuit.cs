using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Runs;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Linux.Tree;

/// <content>Finds what the tree starts while it is being looked for or ended. A list of all processes takes longer than a process needs to
/// fork its successor and exit; the ids given out since are few, so a newcomer is found before it can do that.</content>
internal sealed partial class LinuxProcessTree
{
    /// <summary>What has an id further back has ended, or a list of all processes finds it.</summary>
    private const int MostIds = 4096;

    private const int MostCatchingUp = 5;

    /// <summary>The kernel gives an id out before the process can be seen, and one that execs is unmarked for a moment.</summary>
    private static readonly TimeSpan _timeToAppear = TimeSpan.FromMilliseconds(20);

    private volatile int _lookedUpTo;

    public override async ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
    {
        control?.TryKill();
        using (var urgency = new ThreadUrgency())
        {
            foreach (var member in members)
            {
                urgency.Check();
                Send(member, SignalNames.SIGKILL);
            }
        }

        // Most trees stand still.
        var newcomers = EndNewcomers([]);
        return newcomers == 0
            ? 0
            : newcomers + await Task.Factory.StartNew(
                () => Pursue(patienceOver), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(true);
    }

    /// <summary>Goes on until nothing has appeared for a while.</summary>
    private int Pursue(CancellationToken patienceOver)
    {
        using var urgency = new ThreadUrgency();
        urgency.Raise();
        var ended = 0;
        var unsettled = new Queue<(int Id, Patience ToAppear)>();
        var toAppear = new Patience(_timeToAppear);
        for (var quiet = 0; !patienceOver.IsCancellationRequested && (quiet < LadderRules.LooksToBelieve || !toAppear.IsOver); quiet++)
        {
            if (EndNewcomers(unsettled) is var newcomers and > 0)
            {
                ended += newcomers;
                toAppear = new Patience(_timeToAppear);
                quiet = 0;
            }
        }

        return ended;
    }

    /// <summary>Looks at the ids given out since the last look, and again at those that are not settled yet.</summary>
    private int EndNewcomers(Queue<(int Id, Patience ToAppear)> unsettled)
    {
        try
        {
            var before = _lookedUpTo;
            var last = LastProcessId.Read();
            _lookedUpTo = last;
            var ended = 0;
            // The youngest first: they have the longest time before they start another.
            foreach (var id in LastProcessId.Back(last, to: before).Take(MostIds))
            {
                if (TryEnd(id))
                    ended++;
                else
                    unsettled.Enqueue((id, new Patience(_timeToAppear)));
            }

            for (var again = unsettled.Count; again > 0; again--)
            {
                var (id, toAppear) = unsettled.Dequeue();
                if (TryEnd(id))
                    ended++;
                else if (!toAppear.IsOver)
                    unsettled.Enqueue((id, toAppear));
            }

            return ended;
        }
        catch (SystemCallException)
        {
            // No descriptor is left to look with.
            return 0;
        }
    }

    /// <summary>Ends a process if it is a member that was not known yet.</summary>
    private bool TryEnd(int id)
    {
        // What is read after the handle was opened is true of what the handle stands for.
        using var pidfd = withPidfd ? ExitWatch.TryOpen(id) : null;
        if ((withPidfd && pidfd is null) || FindMember(id, veiled: null) is not { } entry || IsKnown(entry))
            return false;
        _known.Add(entry);
        if (pidfd is null)
            Send(entry.ToMember(), SignalNames.SIGKILL);
        else
            LinuxLibC.PidfdSendSignal(pidfd, SignalNames.SIGKILL);
        return true;
    }

    /// <summary>Adds what was started while the rest was looked for.</summary>
    private void FindNewcomers(int before, Dictionary<int, ProcessEntry> found, HashSet<int> veiled)
    {
        using var urgency = new ThreadUrgency();
        for (var round = 0; round < MostCatchingUp && LastProcessId.Read() is var last && last != before; round++)
        {
            foreach (var id in LastProcessId.Back(last, to: before).Take(MostIds))
            {
                urgency.Check();
                if (!found.ContainsKey(id) && FindMember(id, veiled) is { } entry && ProcFile.IsProcess(id))
                    found[id] = entry;
            }

            before = last;
        }

        _lookedUpTo = before;
    }

    private ProcessEntry? FindMember(int id, HashSet<int>? veiled) =>
        ProcFile.ReadStat(id) is { IsAlive: true } entry
        && IsMember(entry, veiled, ParentOf(entry)) ? entry : null;

    private Evidence ParentOf(ProcessEntry entry) => ProcFile.ReadStat(entry.ParentId) is { } parent && IsKnown(parent) ? Evidence.Parent : Evidence.None;
}
