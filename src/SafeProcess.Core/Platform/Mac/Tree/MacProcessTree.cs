using System.Runtime.Versioning;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Tree;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Mac.Tree;

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

    protected override ProcessSnapshot? Describe(TreeMember member, ShownArguments? arguments) => MacProcessDescription.Of(member, arguments);

    protected override async ValueTask<Look> LookAsync()
    {
        var table = await MacProcessTables.LookAsync().ConfigureAwait(true);
        var alive = _lineage.FindIn(table).Where(process => !Programs.HasExited(process.Id));
        return new Look([.. alive.Select(MacProcessDescription.ToMember)], id => table.Find(id) is not null);
    }

    protected override bool IsStill(TreeMember member) => MacProcess.IsStill(member.Id, member.StartTime);

    protected override void SendToOther(TreeMember member, int signal) => SendIfStill(member, signal);

    /// <summary>What has been started since, by members that were not dead yet.</summary>
    private async ValueTask<IReadOnlyList<TreeMember>> FindFreshAsync(HashSet<(int, ulong)> killed)
    {
        var members = await FindAsync().ConfigureAwait(true);
        return [.. members.Where(member => !Programs.Contains(member.Id) && !killed.Contains((member.Id, member.StartTime)))];
    }
}
