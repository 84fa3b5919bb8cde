using System.Diagnostics;
using SafeProcess.Core.Tests.Support;
using SafeProcess.Platform.Linux.Launch;
using SafeProcess.Platform.Linux.Tree;
using SafeProcess.Platform.Unix.Native;
using ProcessTable = SafeProcess.Core.Tests.Support.ProcessTable;

namespace SafeProcess.Core.Tests.Hosts;

/// <summary>Hosts whose children are reaped by others: the first process of a container, of which .NET reaps every child once it has started one, and those that
/// were started with SIGCHLD ignored.</summary>
internal static class ReapingHosts
{
    /// <summary>Runs a program many times and writes the different ends, then the zombies that are left.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments[0] == "framework")
        {
            using var first = Process.Start("true");
            await first.WaitForExitAsync();
        }

        var ends = new List<string>();
        var runner = new ProcessRunner();
        for (var run = 0; run < 40; run++)
        {
            var result = await runner.RunAsync(new(arguments[1], arguments[2..]) { GracePeriod = TimeSpan.Zero });
            ends.Add($"{result.Outcome} {result.ExitCode} {result.Signal} {result.Success} {result.StandardOutput}");
        }

        Console.WriteLine(string.Join('|', ends.Distinct().Order(StringComparer.Ordinal)));
        Console.WriteLine(ProcessTable.All().Count(entry => entry.IsZombie && entry.ParentId == Environment.ProcessId));
        return 0;
    }

    /// <summary>Reaps a program itself, where the kernel does not tell of one that was reaped.</summary>
    public static async Task<int> LostAsync()
    {
        var spec = new ProcessSpec("sh", "-c", "echo said; exit 3");
        var result = await ProcessRun.Start(spec, OutputSink.Text(), new LinuxLauncher(withoutPidfd: true, beforeMark: Reap), TimeProvider.System, null, CancellationToken.None).Completion;
        Console.WriteLine($"{result.Outcome} [{result.ExitCode}] {result.Success} {result.StandardOutput!.Trim()}: {ProcessFailedException.For(result).Message}");
        return 0;
    }

    private static unsafe void Reap(int id) => _ = SafeProcess.Platform.Unix.Native.LibC.Wait4(id, null, 0, null);
}
