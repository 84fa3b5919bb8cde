using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Unix.Mac;

/// <summary>Finds, signals and describes a run's tree on macOS.</summary>
[SupportedOSPlatform("macos")]
internal sealed class MacProcessTree(RunPrograms programs, string runId, Reactor reactor) : UnixProcessTree(programs, reactor)
{
    private readonly MacLineage _lineage = new([.. programs.Ids.Select(static id => (id, MacProcess.UniqueIdsOf(id).Own))], runId);

    public override async ValueTask<int> KillAsync(IReadOnlyList<TreeMember> members, CancellationToken patienceOver)
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

    public override IReadOnlyList<ProcessSnapshot> Describe(IReadOnlyList<TreeMember> members, bool withArguments) =>
        MacProcessDescription.Of(members, withArguments);

    protected override async ValueTask<IReadOnlyList<TreeMember>> LookAsync()
    {
        var table = await MacProcessTables.LookAsync().ConfigureAwait(true);
        var alive = _lineage.FindIn(table).Where(process => !Programs.HasExited(process.Id));
        // What is not shown has not ended for that.
        return [.. Programs.Unseen().Where(program => table.Find(program.Id) is null), .. alive.Select(MacProcessDescription.ToMember)];
    }

    protected override bool IsStill(TreeMember member) => MacProcess.IsStill(member.Id, member.StartTime);

    /// <remarks>There is no handle to send it by. Between the proof and the signal the process could end, be reaped, and its id be given to another: ids are given
    /// out in ascending order, so all others would have to be used up meanwhile.</remarks>
    protected override void SendToOther(TreeMember member, int signal)
    {
        if (IsStill(member))
            LibC.Kill(member.Id, signal);
    }

    /// <summary>What has been started since, by members that were not dead yet.</summary>
    private async ValueTask<IReadOnlyList<TreeMember>> FindFreshAsync(HashSet<(int, ulong)> killed)
    {
        var members = await FindAsync().ConfigureAwait(true);
        return [.. members.Where(member => !Programs.Contains(member.Id) && !killed.Contains((member.Id, member.StartTime)))];
    }
}
