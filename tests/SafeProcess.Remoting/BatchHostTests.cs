using System.Globalization;
using System.Management.Automation;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>A batch whose items are run on hosts that are reached over SSH.</summary>
public sealed class BatchHostTests(OwnHosts own) : IClassFixture<OwnHosts>
{
    private readonly SshHosts _hosts = own.Hosts;

    [SshTheory]
    [InlineData("-HostName $names @ssh")]
    [InlineData("-SSHConnection $connections")]
    public void Items_are_run_on_all_hosts_and_no_session_is_left(string where)
    {
        using var client = new Client(_hosts);

        var ran = client.Run($$"""
            $seen = @{}
            & { for ($n = 1; $n -le 100 -or $seen.Count -lt 3; $n++) { $n } } | Invoke-SafeProcessBatch { /bin/echo $_ } {{where}} -KeepOrder | ForEach-Object { $seen[$_.PSComputerName] = $true; $_ }
            """).AssertNoError();

        Assert.Equal(Enumerable.Range(1, ran.Output.Count), ran.Output.Select(static result => int.Parse(((ProcessResult)result.BaseObject).StandardOutput!, CultureInfo.InvariantCulture)));
        Assert.Equal(_hosts.Names, ran.Output.Select(static result => (string)result.Properties["PSComputerName"].Value).Distinct().Order());
        Eventually.True(() => _hosts.Servers.All(static server => server.Processes.Count == 1), "no server has a session");
    }

    [SshFact]
    public void With_one_host_killed_and_one_that_comes_late_every_item_has_exactly_one_result_in_order()
    {
        const int Items = 3000;
        using var hosts = new SshHosts();
        using var client = new Client(hosts);
        using var folder = new TemporaryFolder();
        client["folder"] = folder.Path;
        var (killed, late) = (hosts.Servers[1], hosts.Servers[2]);
        var latecomer = late.Processes[0];
        client["kill"] = (Action)killed.Kill;
        client["resume"] = () => Command.Run("kill", "-CONT", latecomer.ToString(CultureInfo.InvariantCulture));
        Command.Run("kill", "-STOP", latecomer.ToString(CultureInfo.InvariantCulture));

        var ran = client.Run($$"""
            $seen = @{}
            & {
                for ($n = 0; $n -lt {{Items}} -or $seen.Count -lt 3 -or -not $warned; $n++) {
                    if ($n -eq 700) { $null = $resume.Invoke() }
                    if ($n -eq 1500) { $null = $kill.Invoke() }
                    $n
                }
            } | Invoke-SafeProcessBatch { /bin/echo $_ } -HostName $names @ssh -ThrottleLimit 4 -KeepOrder -JobLog $folder/log -WarningAction SilentlyContinue -WarningVariable warned |
                ForEach-Object { $seen[$_.PSComputerName] = $true; $_ }
            "$warned"
            """).AssertNoError();

        Assert.True(ran.Output.Count > Items);
        Assert.Equal(Enumerable.Range(0, ran.Output.Count - 1).Select(static number => $"{number}\n"), ran.Output.SkipLast(1).Select(static result => ((ProcessResult)result.BaseObject).StandardOutput));
        Assert.Equal(hosts.Names, ran.Output.SkipLast(1).Select(static result => (string)result.Properties["PSComputerName"].Value).Distinct().Order());
        Assert.Contains($"'{killed.Address}' was lost", (string)ran.Output[^1].BaseObject, StringComparison.Ordinal);
        Assert.Empty(killed.Processes);
        // A line for each item, and one for each run that was lost.
        var log = File.ReadAllLines(folder["log"]);
        Assert.Equal(ran.Output.Count - 1, log.Count(static line => line.Contains("\"success\":true", StringComparison.Ordinal)));
        Assert.All(log.Where(static line => line.Contains("\"success\":false", StringComparison.Ordinal)), line => Assert.Contains($"\"computerName\":\"{killed.Address}\"", line, StringComparison.Ordinal));
        Eventually.True(() => hosts.Servers[0].Processes.Count == 1 && late.Processes.Count == 1, "no server has a session");
    }
}
