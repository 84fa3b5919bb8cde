using System.Diagnostics;

namespace SafeProcess.Faults;

/// <summary>How fast the machine is at the moment: how long a shell takes to start and to look once at all processes. What the guardian
/// does for a host is a few such looks and the grace period, so what slows it slows them. Looks on until it is disposed.</summary>
internal sealed class Yardstick : IAsyncDisposable
{
    private const string Look = "grep -as SAFEPROCESS_RUN_ID= /proc/[0-9]*/stat /proc/[0-9]*/environ /proc/[0-9]*/limits >/dev/null; :";

    private readonly CancellationTokenSource _over = new();
    private readonly List<(long Begun, long Ended)> _looks = [];
    private readonly Task _looking;

    public Yardstick() => _looking = LookAsync();

    /// <summary>The longest look that had not ended before a moment (<see cref="Stopwatch.GetTimestamp"/>); the present one counts as far
    /// as it got.</summary>
    public TimeSpan LongestSince(long moment)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_looks)
        {
            return _looks
                .Where(look => look.Ended >= moment)
                .Select(look => Stopwatch.GetElapsedTime(look.Begun, Math.Min(look.Ended, now)))
                .DefaultIfEmpty()
                .Max();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _looking;
        _over.Dispose();
    }

    private async Task LookAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            lock (_looks)
                _looks.Add((Stopwatch.GetTimestamp(), long.MaxValue));
            using (var shell = Process.Start("/bin/sh", ["-c", Look]))
                await shell.WaitForExitAsync();
            lock (_looks)
                _looks[^1] = _looks[^1] with { Ended = Stopwatch.GetTimestamp() };
            // It is to measure the load, not to be it.
            await Task.Delay(100, _over.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }
}
