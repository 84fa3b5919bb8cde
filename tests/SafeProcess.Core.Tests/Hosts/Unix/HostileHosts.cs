using System.Diagnostics;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>Hosts of trees that are hard to end (tests/SafeProcess.Unruly/Unix/hostile.c and hostile.pl). Apart, because the dead of such a tree are many and
/// want somebody who reaps them at once.</summary>
internal static class HostileHosts
{
    /// <summary>Starts such a tree, cancels the run once it stands, and tells what became of it; as often as asked.</summary>
    public static async Task<int> EndAsync(int rounds, string[] command)
    {
        for (var round = 0; round < rounds; round++)
        {
            using var folder = new TempFolder();
            var counter = folder.Write("counter", [], UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using var cancel = new CancellationTokenSource();
            var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var output = new LineSink((_, _) =>
            {
                ready.TrySetResult();
                return ValueTask.CompletedTask;
            });
            var spec = new ProcessSpec(command[0], [command[1], counter, .. command[2..]]) { GracePeriod = TimeSpan.FromMilliseconds(200) };
            var running = new ProcessRunner().RunAsync(spec, new(output, new CountingSink()), cancel.Token);
            await Task.WhenAny(ready.Task, running);
            var begun = Stopwatch.GetTimestamp();
            await cancel.CancelAsync();
            var result = await running;
            var time = Stopwatch.GetElapsedTime(begun);
            var count = Count(counter);
            // No event tells that nothing begins; a chain would begin a link every few milliseconds.
            await Task.Delay(200);
            Console.WriteLine($"{result.Outcome} left {result.Orphans.Count} more {Count(counter) - count}");
            await Console.Error.WriteLineAsync($"{count} processes, {time.TotalMilliseconds:0} ms after the cancel");
        }

        return 0;
    }

    private static long Count(string counter) => new FileInfo(counter).Length;
}
