using SafeProcess.Platform.Linux.Native;
using SafeProcess.Platform.Unix.Native;

namespace SafeProcess.Platform.Linux.ControlGroups;

/// <summary>Whether the host may make groups of its own below a group. To be able to is not enough: below a group that belongs to another manager
/// (systemd, a container engine) nobody else makes any (the single-writer rule, https://systemd.io/CGROUP_DELEGATION).</summary>
internal static unsafe class Delegation
{
    /// <summary>For a group of cgroup v2. The root of the hierarchy is never delegated; it alone has no <c>cgroup.type</c>.</summary>
    /// <param name="directory">The group.</param>
    /// <param name="isTop">Whether it is the root of the host's cgroup namespace: what lies below is the host's.</param>
    public static bool IsDelegated(string directory, bool isTop) =>
        File.Exists(Path.Combine(directory, "cgroup.type")) && IsWritable(Path.Combine(directory, "cgroup.procs")) && MayHaveGroupsBelow(directory, isTop);

    /// <summary>For a group of cgroup v1. Its root takes groups of the host's: nobody has given the host another place.</summary>
    public static bool MayHaveGroupsBelow(string directory, bool isTop) =>
        IsWritable(directory) && (!IsRoot || isTop || IsMarked(directory));

    // A user other than root can write there only where somebody has granted it, which is what delegation means ("Model of Delegation" in the
    // kernel's admin-guide/cgroup-v2.rst). Root can write everywhere.
    private static bool IsRoot => LinuxLibC.EffectiveUserId() == 0;

    /// <summary>systemd marks so what it delegates.</summary>
    private static bool IsMarked(string directory) => HasAttribute(directory, "user.delegate") || HasAttribute(directory, "trusted.delegate");

    private static bool HasAttribute(string directory, string name)
    {
        byte value;
        return LinuxLibC.GetAttribute(directory, name, &value, 1) == 1 && value == (byte)'1';
    }

    private static bool IsWritable(string path) => LibC.Access(path, FileFlags.WritePermission) == 0;
}
