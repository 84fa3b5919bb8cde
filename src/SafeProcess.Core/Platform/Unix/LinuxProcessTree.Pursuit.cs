using System.Diagnostics;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Unix;

/// <content>Ends what the tree starts while it is being ended. A list of all processes takes longer than a process needs to fork its
/// successor and exit; the ids given out since the last look are few, so each newcomer is found before it can do that.</content>
internal sealed partial class LinuxProcessTree
{
    /// <summary>From here on a list of all processes is cheaper.</summary>
    private const int ManyIds = 4096;

    /// <summary>The kernel gives an id out before the process can be seen, and one that execs is unmarked for a moment.</summary>
    private static readonly TimeSpan _timeToAppear = TimeSpan.FromMilliseconds(20);

    private volatile int _lookedUpTo;

    public async ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
    {
        foreach (var member in members)
            Send(member, SignalNames.SIGKILL);

        // Most trees stand still.
        var newcomers = EndNewcomers([]);
        return newcomers == 0
            ? 0
            : newcomers + await Task.Factory.StartNew(
                () => Pursue(patienceOver), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    /// <summary>Goes on until nothing has appeared for a while.</summary>
    private int Pursue(CancellationToken patienceOver)
    {
        var ended = 0;
        var unsettled = new Queue<(int Id, long Seen)>();
        var lastFound = Stopwatch.GetTimestamp();
        while (!patienceOver.IsCancellationRequested && Stopwatch.GetElapsedTime(lastFound) < _timeToAppear)
        {
            var newcomers = EndNewcomers(unsettled);
            ended += newcomers;
            if (newcomers > 0)
                lastFound = Stopwatch.GetTimestamp();
            else
                Thread.Yield();
        }

        return ended;
    }

    /// <summary>Looks at the ids given out since the last look, and again at those that are not settled yet.</summary>
    private int EndNewcomers(Queue<(int Id, long Seen)> unsettled)
    {
        try
        {
            var before = _lookedUpTo;
            var last = LastProcessId.Read();
            if (before == 0 || last == 0 || LastProcessId.Count(before, last) > ManyIds)
                return 0;
            var ended = 0;
            for (var again = unsettled.Count; again > 0; again--)
            {
                var (id, seen) = unsettled.Dequeue();
                if (TryEnd(id))
                    ended++;
                else if (Stopwatch.GetElapsedTime(seen) < _timeToAppear)
                    unsettled.Enqueue((id, seen));
            }

            foreach (var id in LastProcessId.Between(before, last))
            {
                if (TryEnd(id))
                    ended++;
                else
                    unsettled.Enqueue((id, Stopwatch.GetTimestamp()));
            }

            _lookedUpTo = last;
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
        if (ProcFile.ReadStat(id) is not { IsAlive: true } entry || IsKnown(entry)
            || !(entry.Session == rootId || IsMarked(id) || IsChildOfKnown(entry)) || !ProcFile.IsProcess(id))
            return false;
        lock (_gate)
            _known.Add((entry.Id, entry.StartTime));
        Send(entry.ToMember(), SignalNames.SIGKILL);
        return true;
    }

    private bool IsChildOfKnown(ProcessEntry entry) => ProcFile.ReadStat(entry.ParentId) is { } parent && IsKnown(parent);
}
