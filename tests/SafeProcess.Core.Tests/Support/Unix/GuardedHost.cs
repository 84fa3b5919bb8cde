using System.Diagnostics;
using System.Text.Json;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Tests.Harness;

namespace SafeProcess.Core.Tests.Support;

/// <summary>A host in a process of its own that runs trees and is killed. It is started outside any run, so nothing but its guardian looks after
/// what it leaves.</summary>
internal sealed class GuardedHost : IDisposable
{
    /// <summary>Far above what a guardian takes, far below what the test program's processes live.</summary>
    private static readonly TimeSpan _ceiling = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task _reading;

    private GuardedHost(string shell, string searchPath, int atOnce, GuardedRun[] runs)
    {
        string[] arguments = [HostProgram.Switch, "guarded", shell, searchPath, $"{atOnce}", .. runs.Select(run => JsonSerializer.Serialize(run))];
        // In a session of its own, as if at a terminal of its own: a signal to its group reaches nothing of the tests.
        var start = DefaultSignals.For(["setsid", HostProgram.FilePath, .. arguments]);
        start.RedirectStandardOutput = true;
        foreach (var (name, value) in Tree.Mark(new("true")).Environment)
            start.Environment[name] = value;
        start.Environment.Remove("SAFEPROCESS_RUN_ID");
        _process = Process.Start(start)!;
        Id = _process.Id;
        _reading = ReadAsync();
    }

    public Tree Tree { get; } = new();

    public int Id { get; }

    public ProcessEntry? Guardian => ProcessTable.GuardianOf(Id);

    /// <summary>What the registry has of each tree, as the guardian would read it.</summary>
    public IReadOnlyList<string[]> Registry =>
        [.. File.ReadLines($"/proc/{Guardian!.Id}/fd/3").Where(line => line.StartsWith('+')).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    public static GuardedHost Start(params GuardedRun[] runs) => new("", "", Math.Max(1, runs.Length), runs);

    public static GuardedHost StartInTurn(params GuardedRun[] runs) => new("", "", 1, runs);

    public static GuardedHost StartWith(string shell, string searchPath, params GuardedRun[] runs) => new(shell, searchPath, 1, runs);

    /// <summary>Dies without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>Waits until it has ended, however it does.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_ceiling, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits until nothing of the trees and no guardian is alive.</summary>
    public async Task AssertGoneAsync()
    {
        await EventuallyAsync(() => Tree.Alive().Count == 0, () => $"alive: {string.Join(", ", Tree.Alive())}");
        await EventuallyAsync(() => Guardian is null, () => $"the guardian lives: {Guardian}");
    }

    /// <summary>Looks until something is so; the system sends no event for it.</summary>
    public static async Task EventuallyAsync(Func<bool> isSo, Func<string> otherwise)
    {
        for (var begun = Stopwatch.GetTimestamp(); !isSo(); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            if (Stopwatch.GetElapsedTime(begun) > _ceiling)
                Assert.Fail(otherwise());
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        // With the host's own mark, so that this ends the host as well, should it still live.
        Tree.Dispose();
        if (Guardian is { } left)
            Native.Kill(left.Id, Native.SIGKILL);
        _ = _reading.ContinueWith(static reading => _ = reading.Exception, TaskScheduler.Default);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        int length;
        while ((length = await _process.StandardOutput.BaseStream.ReadAsync(buffer)) > 0)
            await Tree.Sink.StandardOutput.WriteAsync(buffer.AsMemory(0, length), default);
    }
}
