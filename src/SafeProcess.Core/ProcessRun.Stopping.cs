using SafeProcess.Runs;
using SafeProcess.Threading;

namespace SafeProcess;

/// <content>What asks for a stop, and what is done about it.</content>
public sealed partial class ProcessRun
{
    private readonly object _causes = new();
    private StopCause? _cause;
    private bool _isConcluded;
    private long _stopRequested;

    private void RequestStop(StopCause cause)
    {
        lock (_causes)
        {
            if (_cause is not null || _isConcluded)
                return;
            _stopRequested = _time.GetTimestamp();
            // Before anybody sees the cause and tells what is done about it.
            Tell(RunEventKind.StopRequested, cause.Reason);
            Volatile.Write(ref _cause, cause);
        }

        // Whoever asks may be the thread that drains, or the caller's that cancels, and the ladder is long.
        OwnThreads.OfRuns.Post(static run => ((ProcessRun)run!)._stop.TrySetResult(), this);
    }

    /// <summary>Nothing asks for a stop any more, and the ids of the tree may become others'.</summary>
    /// <returns>What asked for one; null for nothing.</returns>
    private StopCause? CloseCauses()
    {
        lock (_causes)
        {
            Volatile.Write(ref _isConcluded, true);
            return _cause;
        }
    }

    private bool IsConcluded => Volatile.Read(ref _isConcluded);

    internal bool IsStopRequested => Volatile.Read(ref _cause) is not null;

    /// <summary>Takes the whole tree down because something asked for it.</summary>
    private async Task<Ending> StopTreeAsync()
    {
        var members = await _child.Tree.FindAsync().ConfigureAwait(true);
        var diagnosis = Describe(members);
        var survivors = await DescendAsync(members).ConfigureAwait(true);
        return new Ending(Orphans: survivors, diagnosis) { Survivors = survivors };
    }

    private async Task<IReadOnlyList<TreeMember>> DescendAsync(IReadOnlyList<TreeMember> members)
    {
        var survivors = await new StopLadder(_child.Tree, _time, Tell)
            .DescendAsync(members, _spec.StopSignal, _spec.GracePeriod).ConfigureAwait(true);
        if (!survivors.Any(survivor => _stages.Contains(survivor.Id)))
            await ExitedOrHeldBackAsync(_stages.Exited, _time).ConfigureAwait(true);
        return survivors;
    }

    /// <summary>Waits for the exit status of the programs. A debugger may hold it back for as long as it likes, but not the run.</summary>
    private static async Task ExitedOrHeldBackAsync(Task exited, TimeProvider time) =>
        await exited.WaitAsync(LadderRules.KillPatience, time).ConfigureAwait(OwnContext.WhateverBecomesOfIt);
}
