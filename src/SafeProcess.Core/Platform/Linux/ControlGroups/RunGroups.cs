using System.Globalization;
using SafeProcess.Platform.Unix.Launch;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.ControlGroups;

/// <summary>The control groups of one run: one of cgroup v2 that holds its tree, where such groups are delegated, and those that enforce its limits.
/// Disposing removes them.</summary>
internal sealed class RunGroups : IDisposable
{
    private const string HowToGetOne =
        "a host started by 'systemd-run --user --scope -p Delegate=yes', or in a container with a writable cgroup namespace, has one";

    private readonly List<ControlGroup> _groups = [];
    private readonly List<LimitCounter> _counters = [];
    private ControlGroup? _tree;
    private ControlGroup? _memory;

    private RunGroups(bool required) => IsRequired = required;

    /// <summary>Whether a limit needs them.</summary>
    public bool IsRequired { get; }

    /// <summary>What holds the tree; null where no group of cgroup v2 does.</summary>
    public ControlGroup? Tree => _tree;

    /// <summary>A group that all of the tree is in, whatever it was made for.</summary>
    public ControlGroup? Any => _groups.FirstOrDefault();

    /// <summary>What tells that a limit was exceeded.</summary>
    public IReadOnlyList<LimitCounter> Counters => _counters;

    /// <summary>Processor time of the whole tree so far; null where no group counts it.</summary>
    public TimeSpan? ProcessorTime =>
        _tree is not null && ControlGroupFile.ReadNumber(_tree.File("cpu.stat"), "usage_usec") is { } used ? TimeSpan.FromMicroseconds(used) : null;

    /// <summary>The most memory the whole tree held at once, in bytes; null where no group counts it.</summary>
    public long? PeakMemory =>
        (_memory ?? _tree) is { } group
            ? ControlGroupFile.ReadNumber(group.File("memory.peak")) ?? ControlGroupFile.ReadNumber(group.File("memory.max_usage_in_bytes"))
            : null;

    /// <summary>Makes the groups of a run and sets its limits.</summary>
    /// <returns>Null when it needs none and gets none.</returns>
    /// <exception cref="StartException">A limit cannot be enforced here, or no group can hold the tree although one must.</exception>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public static RunGroups? Create(ProcessSpec spec)
    {
        var groups = new RunGroups(required: spec.MemoryLimit is not null || spec.ProcessLimit is not null || MustHold(spec));
        try
        {
            groups.Make(spec);
            if (MustHold(spec) && groups._tree is null)
                throw NotHeld(spec, $"no control group of cgroup v2 is delegated to this user ({HowToGetOne})");
            return groups._groups.Count == 0 ? null : groups;
        }
        catch (SystemCallException failure)
        {
            groups.Dispose();
            // Without a limit that needs it, the session holds the tree.
            if (!groups.IsRequired)
                return null;
            if (failure.ErrorNumber is ErrorNumber.EMFILE or ErrorNumber.ENFILE)
                throw;
            throw spec is { MemoryLimit: null, ProcessLimit: null }
                ? NotHeld(spec, failure.Message)
                : LaunchFailure.NotEnforceable(spec, GroupLimits(spec), failure.Message);
        }
        catch
        {
            groups.Dispose();
            throw;
        }
    }

    /// <summary>Moves the child in. Without a limit that needs the groups, a failure leaves it out, and the session holds the tree.</summary>
    /// <exception cref="SystemCallException">The system refuses it.</exception>
    public void Add(int processId)
    {
        try
        {
            foreach (var group in _groups)
                group.Add(processId);
        }
        catch (SystemCallException) when (!IsRequired)
        {
            Dispose();
            _groups.Clear();
            _tree = null;
        }
    }

    /// <summary>All children are in.</summary>
    public void CloseEntrances() => _groups.ForEach(group => group.CloseEntrance());

    /// <summary>The limit that was hit so far; null when none was.</summary>
    /// <exception cref="SystemCallException">No descriptor is left.</exception>
    public ResourceLimit? FindExceeded() => _counters.Find(counter => counter.HasRisen())?.Limit;

    public void Dispose() => _groups.ForEach(group => group.Dispose());

    private void Make(ProcessSpec spec)
    {
        var memory = spec.MemoryLimit is not null;
        var processes = spec.ProcessLimit is not null;
        var all = (memory, processes) switch
        {
            (true, true) => GroupHome.ForTree("memory", "pids"),
            (true, false) => GroupHome.ForTree("memory"),
            (false, true) => GroupHome.ForTree("pids"),
            _ => null,
        };
        if ((all ?? GroupHome.ForTree()) is { } parent)
            _tree = Make(parent);
        if (spec.MemoryLimit is { } bytes)
            LimitMemory(spec, all is null ? null : _tree, bytes);
        if (spec.ProcessLimit is { } count)
            LimitProcesses(spec, all is null ? null : _tree, count);
    }

    private void LimitMemory(ProcessSpec spec, ControlGroup? unified, long bytes)
    {
        var limit = Text(bytes);
        if (unified is not null)
        {
            _memory = unified;
            ControlGroupFile.Write(unified.File("memory.max"), limit);
            if (unified.Has("memory.swap.max"))
                ControlGroupFile.Write(unified.File("memory.swap.max"), "0");
            // A tree that has lost one member to its limit is no use: all of it ends.
            if (unified.Has("memory.oom.group"))
                ControlGroupFile.Write(unified.File("memory.oom.group"), "1");
            _counters.Add(new(ResourceLimit.Memory, unified.File("memory.events"), ["oom_kill", "oom_group_kill"], IsWatchable: true));
            return;
        }

        _memory = Make(GroupHome.ForLimit("memory") ?? throw LaunchFailure.NotEnforceable(spec, nameof(spec.MemoryLimit), NoGroup("memory")));
        ControlGroupFile.Write(_memory.File("memory.limit_in_bytes"), limit);
        if (_memory.Has("memory.memsw.limit_in_bytes"))
            ControlGroupFile.Write(_memory.File("memory.memsw.limit_in_bytes"), limit);
        _counters.Add(new(ResourceLimit.Memory, _memory.File("memory.oom_control"), ["oom_kill"], IsWatchable: false));
    }

    private void LimitProcesses(ProcessSpec spec, ControlGroup? unified, int count)
    {
        var group = unified ?? Make(GroupHome.ForLimit("pids") ?? throw LaunchFailure.NotEnforceable(spec, nameof(spec.ProcessLimit), NoGroup("pids")));
        ControlGroupFile.Write(group.File("pids.max"), Text(count));
        _counters.Add(new(ResourceLimit.Process, group.File("pids.events"), ["max"], IsWatchable: unified is not null));
    }

    private ControlGroup Make(string parent)
    {
        var group = ControlGroup.Create(parent);
        _groups.Add(group);
        return group;
    }

    private static string GroupLimits(ProcessSpec spec) =>
        spec.MemoryLimit is null ? nameof(spec.ProcessLimit)
        : spec.ProcessLimit is null ? nameof(spec.MemoryLimit)
        : $"{nameof(spec.MemoryLimit)} or {nameof(spec.ProcessLimit)}";

    private static bool MustHold(ProcessSpec spec) => spec.Containment is Containment.ControlGroup;

    private static StartException NotHeld(ProcessSpec spec, string why) => StartException.ContainmentNotAvailable(spec, Containment.ControlGroup, why);

    private static string NoGroup(string controller) => $"no control group with the controller '{controller}' is delegated to this user ({HowToGetOne})";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
