using SafeProcess.Platform.Unix.Native;
using SafeProcess.Runs;

namespace SafeProcess.Platform.Unix;

/// <content>Gathers what is known of a process (<see cref="Evidence"/>).</content>
internal sealed partial class LinuxProcessTree
{
    private static readonly Lazy<bool> _hostAdopts = new(LibC.IsReaper, LazyThreadSafetyMode.PublicationOnly);

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
    private bool IsMember(ProcessEntry entry, HashSet<int>? veiled, Evidence seen = Evidence.None) => Membership.IsProven(seen) || Membership.IsProven(EvidenceOf(entry, veiled));

    /// <summary>What proves it, as soon as there is any: what is asked first costs least.</summary>
    private Evidence EvidenceOf(ProcessEntry entry, HashSet<int>? veiled)
    {
        var evidence = (Programs.Contains(entry.Id) ? Evidence.Program : Evidence.None)
            | (Programs.Contains(entry.Session) ? Evidence.Session : Evidence.None)
            | (IsKnown(entry) ? Evidence.Known : Evidence.None);
        if (Membership.IsProven(evidence))
            return evidence;
        if (mark.IsOn(entry.Id))
            return evidence | Evidence.Mark;
        if (entry.StartTime >= Launched && entry.StartTime <= unmarkedUntil)
            evidence |= Evidence.BornUnmarked;
        // An environment takes long to read, and cannot be read at every moment: only where it would make a difference.
        if (evidence.HasFlag(Evidence.BornUnmarked) && HasLostParent(entry))
            evidence |= Evidence.ParentLost | (Names(entry, veiled) ? Evidence.Named : Evidence.None);
        return evidence;
    }

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
    private static bool HasLostParent(ProcessEntry entry)
    {
        if (entry.ParentId == Environment.ProcessId)
            return _hostAdopts.Value;
        for (var above = Environment.ProcessId; above > 1 && ProcFile.ReadStat(above) is { } process; above = process.ParentId)
        {
            if (process.ParentId == entry.ParentId)
                return true;
        }

        return entry.ParentId <= 1;
    }
}
