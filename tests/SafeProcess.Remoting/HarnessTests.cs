using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>What the other tests stand on.</summary>
public sealed class HarnessTests(SshHosts hosts)
{
    [SshFact]
    public void Each_host_is_a_PowerShell_that_has_the_module()
    {
        using var client = new Client(hosts);

        var ran = client.Run("Invoke-Command -HostName $names @ssh { Invoke-SafeProcess unruly exit 0 --out hello -As Text } | ForEach-Object { \"$($_.PSComputerName) $_\" } | Sort-Object").AssertNoError();

        Assert.Equal(["127.0.0.1 hello", "127.0.0.2 hello", "127.0.0.3 hello"], ran.Strings);
    }

    [SshFact]
    public void A_killed_host_has_no_process_and_can_be_started_again()
    {
        using var own = new SshHosts();
        using var client = new Client(own);
        client.Run("$session = New-PSSession -SSHConnection $connections[0]").AssertNoError();

        own.Servers[0].Kill();
        Assert.Empty(own.Servers[0].Processes);
        Assert.True(own.Servers[0].Start());

        Assert.Equal(["42"], client.Run("Invoke-Command -Session (New-PSSession -SSHConnection $connections[0]) { '42' }").AssertNoError().Strings);
    }

    [EngineFact]
    public void A_local_session_is_another_PowerShell_that_has_the_module()
    {
        using var client = new Client();

        var ran = client.Run("$session = New-LocalSession; Invoke-Command -Session $session { $PID; Invoke-SafeProcess $using:unruly exit 0 --out hello -As Text }").AssertNoError();

        Assert.NotEqual(Environment.ProcessId, ran.Output[0].BaseObject);
        Assert.Equal("hello", ran.Output[1].BaseObject);
    }
}
