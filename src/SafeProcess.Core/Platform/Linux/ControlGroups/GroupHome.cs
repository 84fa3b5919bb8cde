using System.Globalization;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.ControlGroups;

/// <summary>Where the host makes the control groups of its runs. Decided once for a host, when first asked.</summary>
internal static class GroupHome
{
    /// <summary>What a run's group is named: host and number. Start time and namespace tell hosts with the same id apart.</summary>
    private const string Prefix = "safeprocess";

    /// <summary>The file that names the controllers of what lies below.</summary>
    private const string Enabled = "cgroup.subtree_control";

    private static readonly Lazy<string> _host = new(() => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}-{ProcessIdNamespace()}-{Environment.ProcessId}-{ProcFile.ReadStat(Environment.ProcessId)?.StartTime}-"));

    private static readonly Lazy<List<string>> _unified = new(FindUnified);
    private static readonly Lazy<string?> _memory = new(() => FindLimitOnly("memory"));
    private static readonly Lazy<string?> _processes = new(() => FindLimitOnly("pids"));
    private static long _lastNumber;

    /// <summary>A path that no group had before.</summary>
    public static string NewPath(string parent) =>
        Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{_host.Value}{Interlocked.Increment(ref _lastNumber)}"));

    /// <summary>The group of cgroup v2 below which each tree gets its own; null where none is delegated.</summary>
    /// <param name="controllers">What must be available below it.</param>
    public static string? ForTree(params ReadOnlySpan<string> controllers)
    {
        foreach (var candidate in _unified.Value)
        {
            if (Offers(candidate, controllers))
                return candidate;
        }

        return null;
    }

    /// <summary>The group of cgroup v1 below which a run gets one for a limit alone; null where there is none.</summary>
    /// <param name="controller"><c>memory</c> or <c>pids</c>.</param>
    public static string? ForLimit(string controller) => controller == "memory" ? _memory.Value : _processes.Value;

    /// <summary>Removes the groups of hosts that were killed. What still holds a process stays.</summary>
    private static void Sweep(string parent)
    {
        foreach (var directory in Directory.EnumerateDirectories(parent, $"{Prefix}-{ProcessIdNamespace()}-*"))
        {
            var parts = Path.GetFileName(directory).Split('-');
            if (parts.Length == 5 && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var host)
                && ProcFile.ReadStat(host)?.StartTime.ToString(CultureInfo.InvariantCulture) != parts[3])
                GroupRemoval.TryRemove(directory);
        }
    }

    /// <summary>The host's own group first. Controllers cannot be enabled below it as long as the host is in it ("No Internal Process
    /// Constraint" in admin-guide/cgroup-v2.rst); below the one above they can.</summary>
    private static List<string> FindUnified()
    {
        var found = new List<string>();
        if (OwnGroup.Find(controller: null) is not { } own)
            return found;
        if (Delegation.IsDelegated(own.Directory, own.IsTop))
            found.Add(own.Directory);
        if (!own.IsTop && Path.GetDirectoryName(own.Directory) is { } above && Delegation.IsDelegated(above, isTop: false))
            found.Add(above);
        found.ForEach(SweepIfPossible);
        return found;
    }

    private static string? FindLimitOnly(string controller)
    {
        if (OwnGroup.Find(controller) is not { } own || !Delegation.MayHaveGroupsBelow(own.Directory, own.IsTop))
            return null;
        SweepIfPossible(own.Directory);
        return own.Directory;
    }

    private static void SweepIfPossible(string parent)
    {
        try
        {
            Sweep(parent);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SystemCallException)
        {
            // What cannot be listed now is left to the next host.
        }
    }

    /// <summary>Whether these controllers are enabled for what lies below, or can be.</summary>
    private static bool Offers(string directory, ReadOnlySpan<string> controllers)
    {
        foreach (var controller in controllers)
        {
            if (!Names(directory, Enabled, controller)
                && !(Names(directory, "cgroup.controllers", controller) && ControlGroupFile.TryWrite(Path.Combine(directory, Enabled), $"+{controller}")))
                return false;
        }

        return true;
    }

    private static bool Names(string directory, string file, string controller) =>
        ControlGroupFile.Read(Path.Combine(directory, file)).Split(' ', '\n').Contains(controller);

    /// <summary>The number in <c>pid:[4026531836]</c>: an id means nothing in another namespace.</summary>
    private static string ProcessIdNamespace() => new([.. (new FileInfo("/proc/self/ns/pid").LinkTarget ?? "").Where(char.IsAsciiDigit)]);
}
