namespace SafeProcess.Platform.Linux.ControlGroups;

/// <summary>The control group the host itself is in, in one hierarchy (<c>cgroups(7)</c>).</summary>
/// <param name="Directory">Where it is mounted.</param>
/// <param name="IsTop">Whether it is the topmost the host can see: the root of the hierarchy, or of the host's cgroup namespace.</param>
internal sealed record OwnGroup(string Directory, bool IsTop)
{
    /// <summary>Finds the host's group.</summary>
    /// <param name="controller">A controller of a cgroup v1 hierarchy; null for cgroup v2.</param>
    /// <returns>Null where there is no such hierarchy, or it is not mounted, or the host's group lies outside of what is mounted.</returns>
    public static OwnGroup? Find(string? controller)
    {
        try
        {
            return Find(File.ReadAllLines("/proc/self/cgroup"), File.ReadAllLines("/proc/self/mountinfo"), controller);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="groups">The lines of <c>/proc/self/cgroup</c> (<c>cgroups(7)</c>): number, controllers, path.</param>
    /// <param name="mounts">The lines of <c>/proc/self/mountinfo</c> (<c>proc_pid_mountinfo(5)</c>).</param>
    /// <param name="controller">See the other overload.</param>
    internal static OwnGroup? Find(IEnumerable<string> groups, IEnumerable<string> mounts, string? controller)
    {
        var path = groups.Select(line => line.Split(':', 3))
            .FirstOrDefault(fields => fields.Length == 3 && (controller is null ? fields[0] == "0" : fields[1].Split(',').Contains(controller)))?[2];
        // A path that begins so leads out of the host's cgroup namespace (cgroup_namespaces(7)).
        if (path is null || path.StartsWith("/..", StringComparison.Ordinal))
            return null;

        foreach (var line in mounts)
        {
            var halves = line.Split(" - ", 2);
            if (halves.Length < 2 || halves[0].Split(' ') is not { Length: >= 5 } place || halves[1].Split(' ') is not { Length: >= 3 } system)
                continue;
            if (controller is null ? system[0] != "cgroup2" : system[0] != "cgroup" || !system[2].Split(',').Contains(controller))
                continue;
            var root = Unescape(place[3]).TrimEnd('/');
            if (path == root || path.StartsWith(root + '/', StringComparison.Ordinal))
                return new OwnGroup(Unescape(place[4]).TrimEnd('/') + path[root.Length..].TrimEnd('/'), path == "/");
        }

        return null;
    }

    /// <summary>Space, tab, newline and backslash are written as three octal digits.</summary>
    private static string Unescape(string text)
    {
        for (var at = text.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 3 < text.Length; at = text.IndexOf('\\', at + 1))
        {
            if (text[at + 1] is >= '0' and <= '3' && text[at + 2] is >= '0' and <= '7' && text[at + 3] is >= '0' and <= '7')
                text = $"{text[..at]}{(char)Convert.ToInt32(text.Substring(at + 1, 3), 8)}{text[(at + 4)..]}";
        }

        return text;
    }
}
