using SafeProcess.Platform;

namespace SafeProcess.Runs;

/// <summary>The only way a tree is ever stopped: the stop signal to every member, the grace period, then kill until a look at the
/// system finds nothing. The guardian's script goes down it by the same rules and numbers (<see cref="LadderRules"/>).</summary>
internal sealed class StopLadder(IProcessTree tree, TimeProvider time, Action<RunEventKind, string> tell)
{
    /// <summary>Takes the tree down.</summary>
    /// <param name="members">What a look just found.</param>
    /// <param name="signal">The first rung.</param>
    /// <param name="grace">Zero kills at once.</param>
    /// <returns>The members that could not be ended; usually none.</returns>
    public async Task<IReadOnlyList<TreeMember>> DescendAsync(IReadOnlyList<TreeMember> members, StopSignal signal, TimeSpan grace)
    {
        grace = LadderRules.GraceOf(signal, grace);
        if (grace > TimeSpan.Zero)
            members = await AskAsync(members, signal, grace).ConfigureAwait(true);
        members = await KillAsync(members).ConfigureAwait(true);
        if (members.Count == 0)
            tell(RunEventKind.TreeEnded, "The tree has ended; a look at the system finds nothing of it.");
        else
            tell(RunEventKind.TreeSurvived, $"Could not be ended: {ResultMessage.Names(members)}.");
        return members;
    }

    private async Task<IReadOnlyList<TreeMember>> AskAsync(IReadOnlyList<TreeMember> members, StopSignal signal, TimeSpan grace)
    {
        var asked = new HashSet<(int, ulong)>();
        Ask(members);
        // From here on: a host that gets no processor has asked all the same, and the asking itself takes nothing of the time.
        using var graceOver = new CancellationTokenSource(grace, time);
        while (members.Count > 0)
        {
            await tree.WaitUntilGoneAsync(members, graceOver.Token).ConfigureAwait(true);
            members = await tree.FindAsync().ConfigureAwait(true);
            if (graceOver.IsCancellationRequested)
                break;
            // A member that appears during the grace period is asked only once those before it are gone: it may be what their
            // handler for the stop signal runs to clean up.
            Ask(members);
        }

        return members;

        void Ask(IReadOnlyList<TreeMember> found)
        {
            var fresh = found.Where(member => asked.Add((member.Id, member.StartTime))).ToList();
            if (fresh.Count == 0)
                return;
            tree.Signal(fresh, signal);
            tell(RunEventKind.StopSignalSent, $"Sent {signal} to {ResultMessage.Names(fresh)}; grace period {ResultMessage.Duration(grace)}.");
        }
    }

    private async Task<IReadOnlyList<TreeMember>> KillAsync(IReadOnlyList<TreeMember> members)
    {
        var begun = time.GetTimestamp();
        var lastProgress = begun;
        var told = new HashSet<(int, ulong)>();
        while (members.Count > 0 && time.GetElapsedTime(begun) < LadderRules.PursuitPatience)
        {
            // However long the look took that found somebody new: nothing was tried on that one yet.
            var fresh = members.Where(member => told.Add((member.Id, member.StartTime))).ToList();
            if (fresh.Count > 0)
                lastProgress = time.GetTimestamp();
            else if (time.GetElapsedTime(lastProgress) >= LadderRules.KillPatience && !members.Any(static member => member.IsEnding))
                break;
            int more;
            using (var patienceOver = new CancellationTokenSource(LadderRules.KillPatience, time))
                more = await tree.KillAsync(members, patienceOver.Token).ConfigureAwait(true);
            if (fresh.Count > 0)
                tell(RunEventKind.KillSent, $"Sent SIGKILL to {ResultMessage.Names(fresh)}{(more == 0 ? "" : $" and {more} that they started meanwhile")}.");
            if (more > 0)
                lastProgress = time.GetTimestamp();
            using var dead = new CancellationTokenSource(LadderRules.TimeToDie, time);
            await tree.WaitUntilGoneAsync(members, dead.Token).ConfigureAwait(true);
            members = await tree.FindAsync().ConfigureAwait(true);
        }

        return members;
    }
}
