using SafeProcess.Platform.Linux.Native;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Linux.Tree;

/// <content>Gathers what is known of a process (<see cref="Evidence"/>).</content>
internal sealed partial class LinuxProcessTree
{
    private static readonly Lazy<bool> _hostAdopts = new(LinuxLibC.IsReaper, LazyThreadSafetyMode.PublicationOnly);

    private ulong _launched;

    /// <summary>When the first program was launched, in clock ticks.</summary>
    private ulong Launched
    {
        get
        {
            if (Volatile.Read(ref _launched) is 0 && ProcFile.ReadStat(Programs.First) is { } first)
                Volatile.Write(ref _launched, first.StartTime);
            return Volatile.Read(ref _launched) is > 0 and var known ? known : ulong.MaxValue;
        }
    }

    /// <param name="entry">A process.</param>
    /// <param name="veiled">Is given its id when it cannot be told yet.</param>
    /// <param name="seen">What the caller knows of it.</param>
    /// <param name="table">The look that it was seen in; null when it was looked at by itself.</param>
    private bool IsMember(ProcessEntry entry, HashSet<int>? veiled, Evidence seen = Evidence.None, ProcessTable? table = null) =>
        Membership.IsProven(seen) || Membership.IsProven(new Witness(this, entry, veiled, table));

    /// <summary>Of its control group and its parent the caller knows.</summary>
    private bool Has(Evidence one, ProcessEntry entry, HashSet<int>? veiled, ProcessTable? table) => one switch
    {
        Evidence.Program => Programs.Contains(entry.Id),
        Evidence.Session => Programs.Contains(entry.Session),
        Evidence.Known => IsKnown(entry),
        Evidence.Namespace => control?.Space?.Holds(entry) == true,
        Evidence.Mark => mark.Is(table?.NumbersOf(entry.Id) ?? RunMark.NumbersOf(entry.Id)),
        Evidence.BornUnmarked => IsBornSinceLaunch(entry) && entry.StartTime <= unmarkedUntil,
        Evidence.ParentLost => HasLostParent(entry, table),
        Evidence.Named => Names(entry, veiled),
        _ => false,
    };

    /// <summary>A clock tick is long enough for others to be born in the one of the launch: of those the ids tell who came first.</summary>
    private bool IsBornSinceLaunch(ProcessEntry entry) =>
        entry.StartTime > Launched || (entry.StartTime == Launched && LastProcessId.IsLater(entry.Id, than: Programs.First));

    private bool Names(ProcessEntry entry, HashSet<int>? veiled)
    {
        // An environment lies in the memory of its process, which may be locked for as long as that is in uninterruptible sleep: the look would wait for it.
        var isVeiled = entry.State == 'D';
        var named = isVeiled ? null : ProcFile.ReadVariable(entry.Id, RunId.VariableAndEquals, out isVeiled);
        if (isVeiled)
            veiled?.Add(entry.Id);
        return named is not null && RunId.IsWithin(named, runId);
    }

    /// <summary>What loses its parent below the host is given to the nearest reaper above it, or to the first process.</summary>
    private static bool HasLostParent(ProcessEntry entry, ProcessTable? table)
    {
        if (entry.ParentId == Environment.ProcessId)
            return _hostAdopts.Value;
        for (var above = Environment.ProcessId; above > 1 && (table is null ? ProcFile.ReadStat(above) : table.Find(above)) is { } process; above = process.ParentId)
        {
            if (process.ParentId == entry.ParentId)
                return true;
        }

        return entry.ParentId <= 1;
    }

    private readonly struct Witness(LinuxProcessTree tree, ProcessEntry entry, HashSet<int>? veiled, ProcessTable? table) : IWitness
    {
        public bool Has(Evidence one) => tree.Has(one, entry, veiled, table);
    }
}
