using System.Diagnostics;
using System.Globalization;

namespace SafeProcess.Core.Tests.Support;

/// <summary>Holds processes so that not even SIGKILL ends them, as one in uninterruptible sleep is held: the freezer of version 1 control groups.
/// Disposing it ends them, and so does the end of the tests, however it comes: else nothing could.</summary>
internal sealed class Freezer : IDisposable
{
    private const string Hierarchy = "/sys/fs/cgroup/freezer";

    // Waits for the end of a pipe of the tests'. A kill is kept for whoever is frozen, and taken once he is not.
    private const string LetGo =
        "trap '' HUP INT TERM; cat >/dev/null; for id in $(cat \"$0/cgroup.procs\"); do kill -9 $id; done; echo THAWED >\"$0/freezer.state\"; "
        + "until rmdir \"$0\" 2>/dev/null; do sleep 0.01; done";

    private readonly Process _keeper;

    private readonly string _group = System.IO.Path.Combine(Hierarchy, $"safeprocess-{Guid.NewGuid():N}");

    public Freezer()
    {
        Assert.SkipUnless(Native.UserId() == 0 && File.Exists($"{Hierarchy}/cgroup.procs"), "needs root and the freezer of version 1 control groups");
        Directory.CreateDirectory(_group);
        _keeper = Process.Start(new ProcessStartInfo("sh", ["-c", LetGo, _group]) { RedirectStandardInput = true })!;
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
        using (_keeper)
        {
            _keeper.StandardInput.Close();
            _keeper.WaitForExit();
        }
    }
}
