using SafeProcess.Platform.Unix.ControlGroups;

namespace SafeProcess.Platform.Unix;

/// <summary>What limits a run's tree, and holds it better than its session does: resource limits, priority, control groups, and the watch over them. Made before
/// the program is started, so that what is missing is found out before.</summary>
internal sealed class TreeControl : IDisposable
{
    private readonly ResourceLimits? _limits;
    private readonly Niceness? _niceness;
    private readonly RunGroups? _groups;
    private readonly LimitWatch? _watch;

    private TreeControl(ResourceLimits? limits, Niceness? niceness, RunGroups? groups, LimitWatch? watch)
    {
        _limits = limits;
        _niceness = niceness;
        _groups = groups;
        _watch = watch;
    }

    public Containment Containment => _groups?.Tree is null ? Containment.Session : Containment.ControlGroup;

    /// <summary>Completes when the tree has exceeded a limit; null when nothing but the program's end can tell.</summary>
    public Task<ResourceLimit>? Exceeded => _watch?.Exceeded;

    /// <summary>A group that all of the tree is in; null when there is none.</summary>
    public ControlGroup? Group => _groups?.Any;

    /// <summary>The folder of the control group of cgroup v2 that holds the tree; null when there is none.</summary>
    public string? Directory => _groups?.Tree?.Directory;

    /// <summary>Whether a limit needs it. Else the session alone will do.</summary>
    public bool IsRequired => _limits is not null || _niceness is not null || _groups is { IsRequired: true };

    /// <returns>Null for a run that has no limit and no priority, where no control group is delegated.</returns>
    /// <exception cref="StartException">A limit cannot be enforced here.</exception>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static TreeControl? For(ProcessSpec spec, Reactor reactor)
    {
        var limits = ResourceLimits.Of(spec);
        var niceness = Niceness.Of(spec);
        var groups = RunGroups.Create(spec);
        if (limits is null && niceness is null && groups is null)
            return null;
        try
        {
            return new TreeControl(limits, niceness, groups, groups is null ? null : LimitWatch.Start(groups, spec.CpuTimeLimit, reactor));
        }
        catch
        {
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

    /// <summary>All programs of the run are under control.</summary>
    public void Close() => _groups?.CloseEntrances();

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
        _groups?.Dispose();
    }
}
