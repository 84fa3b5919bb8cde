using SafeProcess.Platform.Linux.ControlGroups;

namespace SafeProcess.Core.Tests.Unit;

/// <summary>Where the host's own control group is mounted, as the kernel's two lists tell it.</summary>
public sealed class OwnGroupTests
{
    private const string Unified = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate";
    private const string Hybrid = "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw";
    private const string Memory = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";
    private const string Both = "35 31 0:32 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct";
    private const string Container = "35 31 0:32 /docker/12ab /sys/fs/cgroup/memory ro,relatime master:17 - cgroup cgroup rw,memory";
    private const string Spaced = @"41 31 0:38 / /mnt/control\040groups rw,relatime - cgroup2 cgroup2 rw";

    [Theory]
    [InlineData("0::/user.slice/a.scope", Unified, null, "/sys/fs/cgroup/user.slice/a.scope", false)]
    [InlineData("0::/", Unified, null, "/sys/fs/cgroup", true)]
    [InlineData("0::/a", Hybrid, null, "/sys/fs/cgroup/unified/a", false)]
    [InlineData("0::/a", Spaced, null, "/mnt/control groups/a", false)]
    [InlineData("4:memory:/a/b", Memory, "memory", "/sys/fs/cgroup/memory/a/b", false)]
    [InlineData("4:memory:/", Memory, "memory", "/sys/fs/cgroup/memory", true)]
    [InlineData("2:cpu,cpuacct:/a:b", Both, "cpuacct", "/sys/fs/cgroup/cpu,cpuacct/a:b", false)]
    [InlineData("4:memory:/docker/12ab", Container, "memory", "/sys/fs/cgroup/memory", false)]
    [InlineData("4:memory:/docker/12ab/x", Container, "memory", "/sys/fs/cgroup/memory/x", false)]
    public void The_group_is_where_its_hierarchy_is_mounted(string group, string mount, string? controller, string directory, bool isTop) =>
        Assert.Equal(new OwnGroup(directory, isTop), OwnGroup.Find(["9:name=systemd:/else", group], ["23 1 0:1 / / rw - ext4 /dev/root rw", mount], controller));

    [Theory]
    [InlineData("0::/../outside", Unified, null)]
    [InlineData("0::/a", Memory, null)]
    [InlineData("4:memory:/a", Both, "memory")]
    [InlineData("3:cpuset:/a", Memory, "memory")]
    [InlineData("4:memory:/docker/12abc", Container, "memory")]
    [InlineData("", "", null)]
    public void There_is_none_where_it_is_not_mounted_or_out_of_sight(string group, string mount, string? controller) =>
        Assert.Null(OwnGroup.Find([group], [mount], controller));
}
