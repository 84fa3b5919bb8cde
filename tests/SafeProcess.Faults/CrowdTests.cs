using System.Diagnostics;
using System.Globalization;
using SafeProcess.Core.Tests.Hosts;
using SafeProcess.Core.Tests.Support;

namespace SafeProcess.Faults;

/// <summary>Promise 7: a signal is sent to nobody else, although others look like members and ids are given out again at once.</summary>
public sealed class CrowdTests
{
    private const int Runs = 60;
    private const int KilledHosts = 6;

    // Far above what a round takes. One that was killed at an awkward moment is waited for in vain: that is a failure too.
    private static readonly TimeSpan _ceiling = TimeSpan.FromMinutes(5);

    // PID_MAX of its own namespace alone (Linux 6.14). Ids from 300 on come again after the first time around.
    private const string InFewIds = "echo 400 >/proc/sys/kernel/pid_max && \"$0\" \"$@\"; exit $?";

    [Fact]
    public async Task Nobody_else_is_touched_by_runs_and_the_death_of_their_hosts_where_ids_are_few()
    {
        Assert.SkipUnless(Native.UserId() == 0 && OperatingSystem.IsOSPlatformVersionAtLeast("linux", 6, 14), "no namespace with few ids");
        string[] host = [HostProgram.FilePath, HostProgram.Switch, "crowd", $"{Options.Seed}", $"{Options.Rounds(Runs)}", $"{Options.Rounds(KilledHosts)}"];
        var start = new ProcessStartInfo(Requires.Program("unshare"), ["--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", InFewIds, .. host])
        {
            RedirectStandardOutput = true,
        };
        using var crowd = Process.Start(start)!;
        try
        {
            var lines = (await crowd.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Options.Rounds(1) * _ceiling)).TrimEnd('\n').Split('\n');
            await crowd.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, crowd.ExitCode);
            var counts = lines[^1].Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"Innocents beside {Options.Rounds(Runs)} runs and {Options.Rounds(KilledHosts)} killed hosts: {counts[0]}, seed {Options.Seed}; "
                + $"{counts[1]} had the id of a process of a run; {counts[2]} were touched");
            Assert.Empty(lines[..^1]);
            Assert.True(counts[1] > 0, $"seed {Options.Seed}: no id came again, so nobody could be mistaken");
        }
        finally
        {
            crowd.Kill();
        }
    }
}
