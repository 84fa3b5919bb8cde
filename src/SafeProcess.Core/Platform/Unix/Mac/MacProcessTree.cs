using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix.Mac;

/// <summary>Finds, signals and describes a run's tree on macOS.</summary>
[SupportedOSPlatform("macos")]
internal sealed class MacProcessTree(RunPrograms programs, string runId, Reactor reactor) : IProcessTree
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(10);

    private readonly MacLineage _lineage = new([.. programs.Ids.Select(static id => (id, MacProcess.UniqueIdsOf(id).Own))], runId);
    private volatile bool _blind;

    public async ValueTask<IReadOnlyList<TreeMember>> FindAsync()
    {
        try
        {
            var table = await MacProcessTables.LookAsync().ConfigureAwait(true);
            _blind = false;
            var alive = _lineage.FindIn(table).Where(process => !programs.HasExited(process.Id));
            // What is not shown has not ended for that.
            return [.. programs.Unseen().Where(program => table.Find(program.Id) is null), .. alive.Select(MacProcessDescription.ToMember)];
        }
        catch (SystemCallException)
        {
            // The programs' own groups can be signaled without a look.
            _blind = true;
            return programs.Unseen();
        }
    }

    public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
    {
        // All are signaled before any is woken: a member that is stopped then finds the signal pending, and the others have not seen it
        // act.
        foreach (var member in members)
            Send(member, (int)signal);
        foreach (var member in members)
            Send(member, SignalNames.SIGCONT);
    }

    public async ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
    {
        var killed = new HashSet<(int, ulong)>();
        var ended = -members.Count;
        for (var fresh = members; fresh.Count > 0; fresh = await FindFreshAsync(killed).ConfigureAwait(true))
        {
            foreach (var member in fresh)
            {
                killed.Add((member.Id, member.StartTime));
                Send(member, SignalNames.SIGKILL);
            }

            ended += fresh.Count;
            if (patienceOver.IsCancellationRequested)
                break;
        }

        return ended;
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

    public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, bool withArguments) =>
        MacProcessDescription.Of(members, withArguments);

    /// <summary>What has been started since, by members that were not dead yet.</summary>
    private async ValueTask<IReadOnlyList<TreeMember>> FindFreshAsync(HashSet<(int, ulong)> killed)
    {
        var members = await FindAsync().ConfigureAwait(true);
        return [.. members.Where(member => !programs.Contains(member.Id) && !killed.Contains((member.Id, member.StartTime)))];
    }

    private Task WaitUntilGoneAsync(TreeMember member, CancellationToken cancellationToken)
    {
        if (programs.ExitOf(member.Id) is { } exited)
            return Task.WhenAny(exited, Task.Delay(Timeout.Infinite, cancellationToken));
        try
        {
            if (ExitWatch.TryOpen(member.Id) is { } exit)
            {
                // The start time is read after the handle was opened, so the handle is the member's if the start time is.
                if (MacProcess.IsStill(member.Id, member.StartTime))
                    return ExitWatch.WhenEndedAsync(reactor, exit, cancellationToken);
                exit.Dispose();
                return Task.CompletedTask;
            }
        }
        catch (SystemCallException)
        {
            // No descriptor is left to watch it with.
        }

        return PollAsync(member, cancellationToken);
    }

    private static async Task PollAsync(TreeMember member, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && MacProcess.IsStill(member.Id, member.StartTime))
            await Task.Delay(_pollInterval, OwnTime.Instance, cancellationToken).ConfigureAwait(OwnContext.WhateverBecomesOfIt);
    }

    /// <summary>Sends a signal to a process that is proven to be the member just before; there is no handle to send it by. Between the
    /// two the process could end, be reaped, and its id be given to another: ids are given out in ascending order, so all others would
    /// have to be used up meanwhile.</summary>
    private void Send(TreeMember member, int signal)
    {
        // A session's first process cannot leave its group, so the group is the run's as long as the program is not reaped. Only a kill
        // goes to all of it: some programs take a second stop signal for impatience.
        if (programs.Contains(member.Id))
            LibC.Kill(_blind || signal == SignalNames.SIGKILL ? -member.Id : member.Id, signal);
        else if (MacProcess.IsStill(member.Id, member.StartTime))
            LibC.Kill(member.Id, signal);
    }
}
