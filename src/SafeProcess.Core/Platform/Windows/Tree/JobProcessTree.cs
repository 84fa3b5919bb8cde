using System.ComponentModel;
using Microsoft.Win32.SafeHandles;
using SafeProcess.Platform.Windows.Watch;
using SafeProcess.Threading;

namespace SafeProcess.Platform.Windows.Tree;

/// <summary>A run's tree: what is in its job.</summary>
/// <param name="job">The run's.</param>
/// <param name="programs">What was started in it, the first first.</param>
internal sealed class JobProcessTree(JobObject job, IReadOnlyList<ChildStage> programs) : IProcessTree
{
    private volatile bool _terminated;

    public ValueTask<IReadOnlyList<TreeMember>> FindAsync()
    {
        var found = new List<TreeMember>();
        foreach (var id in job.Members())
        {
            using var process = WindowsProcess.TryOpen(id, job);
            if (process is not null && (PlaceOf(id) < programs.Count || !WindowsProcess.IsConsoleHost(process)))
                found.Add(WindowsProcess.Identify(id, process));
        }

        // Where the system tells nothing of a program that is alive, the job is ended all the same. After that nothing in it can live on.
        foreach (var program in programs)
        {
            if (!_terminated && !program.Exited.IsCompleted && found.TrueForAll(member => member.Id != program.ProcessId))
                found.Add(new TreeMember(program.ProcessId, Environment.ProcessId, "?", WindowsProcess.NoState));
        }

        found.Sort((one, other) => (PlaceOf(one.Id), one.Id).CompareTo((PlaceOf(other.Id), other.Id)));
        return new(found);
    }

    /// <summary>Asks the windows of the members to close, and sends CTRL_BREAK to those at the programs' consoles. Windows has no other word
    /// to ask with, so the signal makes no difference.</summary>
    public void Signal(IReadOnlyList<TreeMember> members, StopSignal signal)
    {
        var ids = members.Select(member => member.Id).ToHashSet();
        TopLevelWindows.Close(job);
        foreach (var program in programs)
            ConsoleBreak.Send(program.ProcessId, ids);
    }

    public ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
    {
        _terminated = true;
        job.Terminate();
        return new(0);
    }

    public async Task<bool> WaitUntilGoneAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken)
    {
        // The job's own word saves the waits for most trees, but is not promised.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var emptied = job.Emptied;
        await Task.WhenAny(emptied, AllEndedAsync(members, over.Token)).ConfigureAwait(true);
        over.Cancel();
        return emptied.IsCompleted || !cancellationToken.IsCancellationRequested;
    }

    public IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, ShownArguments? arguments) =>
        TreeDescription.Of(members, member =>
        {
            using var process = TryOpen(member);
            return process is null ? null : WindowsProcess.Describe(member, process, arguments);
        });

    private int PlaceOf(int id)
    {
        var place = 0;
        while (place < programs.Count && programs[place].ProcessId != id)
            place++;
        return place;
    }

    private async Task AllEndedAsync(IReadOnlyList<TreeMember> members, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            using var process = TryOpen(member);
            try
            {
                if (process is not null)
                    await ExitWatch.WhenEndedAsync(process, cancellationToken).ConfigureAwait(true);
            }
            catch (Win32Exception)
            {
                // No handle is left to wait with; the job tells, or the next look does.
                await Task.Delay(TimeSpan.FromMilliseconds(50), OwnTime.Instance, cancellationToken).ConfigureAwait(OwnContext.WhateverBecomesOfIt);
            }

            if (cancellationToken.IsCancellationRequested)
                return;
        }
    }

    private SafeProcessHandle? TryOpen(TreeMember member)
    {
        var process = WindowsProcess.TryOpen(member.Id, job);
        if (process is null || WindowsProcess.Identify(member.Id, process).StartTime == member.StartTime)
            return process;
        process.Dispose();
        return null;
    }
}
