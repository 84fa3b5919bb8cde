using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Unix.Tree;

/// <summary>The tree of a run over a look and a proof. How members are signaled, waited for and described is the same on Linux and macOS. What differs is how
/// they are found, and how a process is proven to be the member right before it is signaled.</summary>
/// <param name="programs">The programs of the run.</param>
/// <param name="reactor">Tells of ends.</param>
internal abstract class UnixProcessTree(RunPrograms programs, Reactor reactor) : IProcessTree
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(10);

    private volatile bool _blind;

    /// <summary>The programs of the run.</summary>
    protected RunPrograms Programs => programs;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TreeMember>> FindAsync()
    {
        try
        {
            _blind = false;
            var look = await LookAsync().ConfigureAwait(true);
            // What the system does not show (hidepid in proc(5)) has not ended for that.
            return [.. programs.Unseen().Where(program => !look.Shows(program.Id)), .. look.Members];
        }
        catch (Exception failure) when (failure is SystemCallException or IOException or UnauthorizedAccessException)
        {
            // No descriptor is left to look with. The programs' own groups can be signaled without one.
            _blind = true;
            return programs.Unseen();
        }
    }

    /// <inheritdoc/>
    public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
    {
        // All are signaled before any is woken: a member that is stopped then finds the signal pending, and the others have not seen it act.
        foreach (var member in members)
            Send(member, (int)signal);
        foreach (var member in members)
            Send(member, SignalNames.SIGCONT);
    }

    /// <inheritdoc/>
    public abstract ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver);

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public virtual void ReapAdopted()
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) =>
        TreeDescription.Of(members, member => Describe(member, arguments));

    /// <summary>A look at the system, as <see cref="FindAsync"/> gives it.</summary>
    /// <exception cref="SystemCallException">No descriptor is left for it; also <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</exception>
    protected abstract ValueTask<Look> LookAsync();

    /// <summary>Whether the process of this id is the member, and alive.</summary>
    /// <exception cref="SystemCallException">No descriptor is left to look with.</exception>
    protected abstract bool IsStill(TreeMember member);

    /// <summary>What a member is doing now; null when it has gone or cannot be looked at.</summary>
    protected abstract ProcessSnapshot? Describe(TreeMember member, ShownArguments? arguments);

    /// <summary>A handle to wait with; null where there is none.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    protected virtual Descriptor? TryOpen(TreeMember member) => ExitWatch.TryOpen(member.Id);

    /// <summary>Sends a signal to a process that is proven to be the member, and is none of the programs. What cannot be proven is not signaled; the next look
    /// says whether it is still there.</summary>
    protected abstract void SendToOther(TreeMember member, int signal);

    /// <summary>Sends a signal to a process that is proven to be the member, where there is no handle to send it by.</summary>
    /// <remarks>Between the proof and the signal the process could end, be reaped, and its id be given to another: ids are
    /// given out in ascending order, so all others would have to be used up meanwhile.</remarks>
    protected void SendIfStill(TreeMember member, int signal)
    {
        if (IsStill(member))
            LibC.Kill(member.Id, signal);
    }

    /// <summary>Sends a signal to a member.</summary>
    protected void Send(TreeMember member, int signal)
    {
        // A session's first process cannot leave its group, so the group is the run's as long as the program is not reaped. Only a kill
        // goes to all of it: some programs take a second stop signal for impatience.
        if (programs.Contains(member.Id))
            LibC.Kill(_blind || signal == SignalNames.SIGKILL ? -member.Id : member.Id, signal);
        else
            SendToOther(member, signal);
    }

    private Task WaitUntilGoneAsync(TreeMember member, CancellationToken cancellationToken)
    {
        if (programs.ExitOf(member.Id) is { } exited)
            return Task.WhenAny(exited, Task.Delay(Timeout.InfiniteTimeSpan, OwnTime.Instance, cancellationToken));
        try
        {
            // The start time is read after the handle was opened, so the handle is the member's if the start time is.
            if (TryOpen(member) is { } handle)
            {
                if (IsStill(member))
                    return ExitWatch.WhenEndedAsync(reactor, handle, cancellationToken);
                handle.Dispose();
                return Task.CompletedTask;
            }
        }
        catch (SystemCallException)
        {
            // No descriptor is left to watch it with.
        }

        return PollAsync(member, cancellationToken);
    }

    /// <summary>For systems without such handles, and for want of descriptors.</summary>
    private async Task PollAsync(TreeMember member, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && MayBeThere(member))
            await Task.Delay(_pollInterval, OwnTime.Instance, cancellationToken).ConfigureAwait(OwnContext.WhateverBecomesOfIt);
    }

    private bool MayBeThere(TreeMember member)
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
