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

        var ran = client.Run($"1..300 | Invoke-SafeProcessBatch {{ sh -c 'sleep 0.01; echo $0' $_ }} {where} -KeepOrder").AssertNoError();

        Assert.Equal(Enumerable.Range(1, 300), ran.Output.Select(static result => int.Parse(((ProcessResult)result.BaseObject).StandardOutput!, CultureInfo.InvariantCulture)));
        Assert.Equal(_hosts.Names, ran.Output.Select(static result => (string)result.Properties["PSComputerName"].Value).Distinct().Order());
        Eventually.True(() => _hosts.Servers.All(static server => server.Processes.Count == 1), "no server has a session");
    }

    [SshFact]
    public void A_host_that_refuses_is_one_error_and_the_others_do_the_work()
    {
        using var client = new Client(_hosts);

        var ran = client.Run("1..10 | Invoke-SafeProcessBatch /bin/true -HostName $names[0], 'localhost:1' @ssh");

        Assert.Equal(10, ran.Output.Count);
        var error = Assert.Single(ran.Errors);
        Assert.Equal(("SessionNotOpened", "localhost"), (Ran.IdOf(error), error.TargetObject));
    }

    [SshFact]
    public void Items_of_a_PowerShell_that_is_killed_there_are_run_by_another_and_each_has_one_result()
    {
        using var client = new Client(_hosts);
        using var folder = new TemporaryFolder();
        client["folder"] = folder.Path;

        var ran = client.Run("""
            $a, $b = New-PSSession -HostName $names[0..1] @ssh
            $victim = Invoke-Command $a { $PID }
            $r = 0..99 | ForEach-Object { if ($_ -eq 50) { Stop-Process -Id $victim -Force }; $_ } |
                Invoke-SafeProcessBatch { sh -c 'sleep 0.02; printf $0' $_ } -Session $a, $b -ThrottleLimit 2 -KeepOrder -JobLog $folder/log -WarningVariable w -WarningAction SilentlyContinue
            $r.Count
            ($r.StandardOutput -join ' ') -eq (0..99 -join ' ')
            $w.Count
            "$w"
            @(Get-Content $folder/log | ConvertFrom-Json | Where-Object success).Count
            @(Get-Content $folder/log | ConvertFrom-Json | Where-Object failure).Count
            """).AssertNoError();

        Assert.Equal([100, true, 1], ran.Output.Take(3).Select(static told => told.BaseObject));
        Assert.Contains("was lost", (string)ran.Output[3].BaseObject, StringComparison.Ordinal);
        Assert.Equal(100, ran.Output[4].BaseObject);
        Assert.InRange((int)ran.Output[5].BaseObject, 0, 4);
    }

    [SshFact]
    public void With_one_host_killed_and_one_that_comes_late_every_item_has_exactly_one_result_in_order()
    {
        const int Items = 3000;
        using var hosts = new SshHosts();
        using var client = new Client(hosts);
        var (killed, late) = (hosts.Servers[1], hosts.Servers[2]);
        var latecomer = late.Processes[0];
        client["kill"] = (Action)killed.Kill;
        client["resume"] = () => Command.Run("kill", "-CONT", latecomer.ToString(CultureInfo.InvariantCulture));
        Command.Run("kill", "-STOP", latecomer.ToString(CultureInfo.InvariantCulture));

        var ran = client.Run($$"""
            0..{{Items - 1}} | ForEach-Object { if ($_ -eq 700) { $null = $resume.Invoke() } elseif ($_ -eq 1500) { $null = $kill.Invoke() }; $_ } |
                Invoke-SafeProcessBatch { /bin/echo $_ } -HostName $names @ssh -ThrottleLimit 4 -KeepOrder -WarningAction SilentlyContinue -WarningVariable warned
            "$warned"
            """).AssertNoError();

        Assert.Equal(Enumerable.Range(0, Items).Select(static number => $"{number}\n"), ran.Output.SkipLast(1).Select(static result => ((ProcessResult)result.BaseObject).StandardOutput));
        Assert.Equal(hosts.Names, ran.Output.SkipLast(1).Select(static result => (string)result.Properties["PSComputerName"].Value).Distinct().Order());
        Assert.Contains($"'{killed.Address}' was lost", (string)ran.Output[^1].BaseObject, StringComparison.Ordinal);
        Assert.Empty(killed.Processes);
        Eventually.True(() => hosts.Servers[0].Processes.Count == 1 && late.Processes.Count == 1, "no server has a session");
    }
}
