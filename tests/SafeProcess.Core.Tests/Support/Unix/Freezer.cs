using System.Globalization;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Holds processes so that not even SIGKILL ends them, as one in uninterruptible sleep is held: the freezer of version 1 control groups.
/// Disposing it lets them go.</summary>
internal sealed class Freezer : IDisposable
{
    private const string Hierarchy = "/sys/fs/cgroup/freezer";

    private readonly string _group = System.IO.Path.Combine(Hierarchy, $"safeprocess-{Guid.NewGuid():N}");

    public Freezer()
    {
        Assert.SkipUnless(Native.UserId() == 0 && File.Exists($"{Hierarchy}/cgroup.procs"), "needs root and the freezer of version 1 control groups");
        Directory.CreateDirectory(_group);
    }

    public async Task FreezeAsync(int id)
    {
        await File.WriteAllTextAsync($"{_group}/cgroup.procs", id.ToString(CultureInfo.InvariantCulture));
        await File.WriteAllTextAsync($"{_group}/freezer.state", "FROZEN");
        while ((await File.ReadAllTextAsync($"{_group}/freezer.state")).Trim() != "FROZEN")
            await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    /// <summary>Completes when all that was held has ended.</summary>
    public async Task ThawAsync()
    {
        await File.WriteAllTextAsync($"{_group}/freezer.state", "THAWED");
        while ((await File.ReadAllTextAsync($"{_group}/cgroup.procs")).Length > 0)
            await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        File.WriteAllText($"{_group}/freezer.state", "THAWED");
        foreach (var id in File.ReadAllLines($"{_group}/cgroup.procs"))
            Native.Kill(int.Parse(id, CultureInfo.InvariantCulture), Native.SIGKILL);
        while (File.ReadAllText($"{_group}/cgroup.procs").Length > 0)
            Thread.Sleep(1);
        Directory.Delete(_group);
    }
}
