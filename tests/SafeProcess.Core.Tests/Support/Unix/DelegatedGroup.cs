using SafeProcess.Core.Tests.Hosts;
using static SafeProcess.Core.Tests.Support.Running;

namespace SafeProcess.Core.Tests.Support;

/// <summary>A control group that is delegated to a host, made by root for a test and removed afterwards.</summary>
internal sealed class DelegatedGroup : IDisposable
{
    private readonly string _directory;
    private readonly string _hostDirectory;

    private DelegatedGroup(string directory, string hostDirectory)
    {
        _directory = directory;
        _hostDirectory = hostDirectory;
    }

    /// <summary>Groups that are in it now, besides the host's own.</summary>
    public IReadOnlyList<string> Below => [.. Directory.GetDirectories(_directory).Where(path => path != _hostDirectory)];

    /// <summary>Makes one; skips the test where that cannot be.</summary>
    /// <param name="controllers">What is to be enabled below it; the host then has a group of its own in it.</param>
    public static DelegatedGroup Create(params string[] controllers)
    {
        var mount = Mount(system => system[0] == "cgroup2", "cgroup v2");
        var offered = File.ReadAllText($"{mount}/cgroup.subtree_control").Split(' ', '\n');
        Assert.SkipUnless(controllers.All(offered.Contains), $"cgroup v2 has no controller {string.Join(", ", controllers.Except(offered))} here");
        var directory = Make(mount);
        var host = controllers.Length == 0 ? directory : $"{directory}/host";
        foreach (var controller in controllers)
            File.WriteAllText($"{directory}/cgroup.subtree_control", $"+{controller}");
        Directory.CreateDirectory(host);
        return new(directory, host);
    }

    /// <summary>Makes one of cgroup v1, which can be delegated for limits alone; skips the test where that cannot be.</summary>
    public static DelegatedGroup CreateOfVersion1(string controller)
    {
        var directory = Make(Mount(system => system[0] == "cgroup" && system[2].Split(',').Contains(controller), $"the controller {controller} of cgroup v1"));
        return new(directory, directory);
    }

    /// <summary>Delegates it as systemd marks what it delegates.</summary>
    public void Mark() => Assert.Equal(0, Native.SetAttribute(_directory, "trusted.delegate", (byte)'1', 1, 0));

    /// <summary>Runs root's host in it.</summary>
    public Task<RunsHost.Report> HostAsync(RunsHost.Plan plan) => HostAsync(plan, []);

    /// <summary>Grants it to another user, as the kernel's documents say, and runs that user's host in it; skips the test where there can be none.</summary>
    public async Task<RunsHost.Report> OtherUserHostAsync(RunsHost.Plan plan)
    {
        var asUser = await OtherUser.CommandAsync();
        string[] granted = [_directory, .. new[] { "cgroup.procs", "cgroup.threads", "cgroup.subtree_control" }.Select(file => $"{_directory}/{file}")];
        Assert.True((await RunAsync(new("chown", [OtherUser.Nobody, .. granted]))).Success);
        return await HostAsync(plan, asUser);
    }

    /// <summary>The spec of such a host, for a test that ends it.</summary>
    public ProcessSpec Spec(RunsHost.Plan plan, params string[] before) =>
        new("sh", ["-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", _hostDirectory, .. before, HostProgram.FilePath, HostProgram.Switch, "runs", plan.ToString()])
        {
            Environment = new Dictionary<string, string?> { ["HOME"] = "/tmp" },
        };

    public void Dispose()
    {
        if (File.Exists($"{_directory}/cgroup.kill"))
            File.WriteAllText($"{_directory}/cgroup.kill", "1");
        for (var tries = 0; tries < 500 && !SafeProcess.Platform.Linux.ControlGroups.GroupRemoval.TryRemove(_directory); tries++)
            Thread.Sleep(10);
    }

    /// <param name="isWanted">Given type, source and options of a mount.</param>
    /// <param name="name">What is missing otherwise.</param>
    private static string Mount(Predicate<string[]> isWanted, string name)
    {
        Assert.SkipUnless(Native.UserId() == 0, "only root can delegate a control group");
        var mount = File.ReadAllLines("/proc/self/mountinfo").Select(line => line.Split(" - "))
            .FirstOrDefault(halves => isWanted(halves[1].Split(' ')))?[0].Split(' ')[4];
        Assert.SkipWhen(mount is null, $"{name} is not mounted");
        return mount!;
    }

    private static string Make(string mount)
    {
        var directory = $"{mount}/safeprocess-test-{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"root may not make a control group here: {failure.Message}");
        }

        return directory;
    }

    private async Task<RunsHost.Report> HostAsync(RunsHost.Plan plan, string[] before)
    {
        var result = await RunAsync(Spec(plan, before));
        Assert.True(result.Success, $"{result}\n{result.StandardOutput}\n{result.StandardError}");
        return RunsHost.Parse(result.StandardOutput!);
    }
}
