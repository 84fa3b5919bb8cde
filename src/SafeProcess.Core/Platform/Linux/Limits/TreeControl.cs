using System.Runtime.Versioning;
using SafeProcess.Platform.Linux.ControlGroups;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;
using SafeProcess.Platform.Unix.Watch;

namespace SafeProcess.Platform.Linux.Limits;

/// <summary>What limits a run's tree, and holds it better than its session does: resource limits, priority, control groups, and the watch over them. Made before
/// the program is started, so that what is missing is found out before.</summary>
internal sealed class TreeControl : IDisposable
{
    private readonly ResourceLimits? _limits;
    private readonly Niceness? _niceness;
    private readonly RunGroups? _groups;
    private readonly LimitWatch? _watch;
    private readonly PidNamespace? _space;

    private TreeControl(ResourceLimits? limits, Niceness? niceness, RunGroups? groups, LimitWatch? watch, PidNamespace? space)
    {
        _space = space;
        _limits = limits;
        _niceness = niceness;
        _groups = groups;
        _watch = watch;
    }

    public Containment Containment =>
        _space is not null ? Containment.Namespace : _groups?.Tree is null ? Containment.Session : Containment.ControlGroup;

    /// <summary>Completes when the tree has exceeded a limit; null when nothing but the program's end can tell.</summary>
    public Task<ResourceLimit>? Exceeded => _watch?.Exceeded;

    /// <summary>A group that all of the tree is in; null when there is none.</summary>
    public ControlGroup? Group => _groups?.Any;

    /// <summary>A PID namespace that all of the tree is in; null when there is none.</summary>
    public PidNamespace? Space => _space;

    /// <summary>The folder of the control group of cgroup v2 that holds the tree; null when there is none.</summary>
    public string? Directory => _groups?.Tree?.Directory;

    /// <summary>Whether a limit needs it, or was asked for as what has to hold the tree. Else the session alone will do.</summary>
    public bool IsRequired => _limits is not null || _niceness is not null || _space is not null || _groups is { IsRequired: true };

    /// <summary>Whether there is something to be done to a child that has not executed anything yet (<see cref="Apply"/>).</summary>
    public bool NeedsGate => _limits is not null || _niceness is not null || _groups is not null;

    /// <returns>Null for a run that has no limit, no priority and no containment that it must have, where no control group is delegated.</returns>
    /// <exception cref="StartException">A limit cannot be enforced here, or the containment cannot be had.</exception>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    [SupportedOSPlatform("linux")]
    public static TreeControl? For(ProcessSpec spec, Reactor reactor)
    {
        if (spec.Containment is Containment.JobObject)
            throw StartException.ContainmentNotAvailable(spec, Containment.JobObject, "only Windows has Job Objects");
        var limits = ResourceLimits.Of(spec);
        var niceness = Niceness.Of(spec);
        var groups = RunGroups.Create(spec);
        PidNamespace? space = null;
        try
        {
            space = spec.Containment is Containment.Namespace ? PidNamespace.Create(spec, reactor) : null;
            if (limits is null && niceness is null && groups is null && space is null)
                return null;
            return new TreeControl(limits, niceness, groups, groups is null ? null : LimitWatch.Start(groups, spec.CpuTimeLimit, reactor), space);
        }
        catch
        {
            space?.Dispose();
            groups?.Dispose();
            throw;
        }
    }

    /// <summary>Puts a child that has not executed anything yet under control.</summary>
    /// <exception cref="SystemCallException">The system refuses it.</exception>
    /// <exception cref="StartException">This user may not set the priority.</exception>
    public void Apply(int processId)
    {
        _limits?.Apply(processId);
        _niceness?.Apply(processId);
        _groups?.Add(processId);
    }

    /// <summary>Starts a program where the tree is held.</summary>
    /// <returns>0, or the error number.</returns>
    /// <exception cref="SystemCallException">No thread is left.</exception>
    public int Start(SpawnCall call, SpawnBlock block, out int processId) =>
        _space?.Start(call, block, out processId) ?? call.Start(block, out processId);

    /// <summary>All programs of the run are under control.</summary>
    public void Close()
    {
        _groups?.CloseEntrances();
        _space?.CloseEntrance();
    }

    /// <summary>Ends all of the tree at once, where the system can.</summary>
    public void TryKill()
    {
        _space?.Kill();
        Group?.TryKill();
    }

    /// <summary>The account of programs that have ended, with what the groups counted of their whole tree.</summary>
    public ChildAccount Complete(ChildAccount programs)
    {
        ResourceLimit? exceeded =
            _limits is { } limits && programs.Stages!.Any(program => limits.Ended(program.SignalNumber ?? 0, program.ProcessorTime)) ? ResourceLimit.CpuTime : null;
        try
        {
            return programs with
            {
                ProcessorTime = _groups?.ProcessorTime ?? programs.ProcessorTime,
                PeakWorkingSet = _groups?.PeakMemory ?? programs.PeakWorkingSet,
                ExceededLimit = exceeded ?? _groups?.FindExceeded(),
            };
        }
        catch (SystemCallException)
        {
            // No descriptor is left to look with.
            return programs with { ExceededLimit = exceeded };
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _space?.Dispose();
        _groups?.Dispose();
    }
}
