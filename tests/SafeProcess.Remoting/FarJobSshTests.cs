using System.Management.Automation;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>Jobs whose programs run in sessions over SSH.</summary>
public sealed class FarJobSshTests(OwnHosts own) : IClassFixture<OwnHosts>, IDisposable
{
    private readonly SshHosts _hosts = own.Hosts;
    private readonly MarkedTree _tree = new();

    public void Dispose() => _tree.Kill();

    [SshFact]
    public void Lines_input_and_results_cross_and_nothing_is_left_in_the_session_here()
    {
        using var client = new Client(_hosts);

        var ran = client.Run("""
            $sessions = $connections | ForEach-Object { New-PSSession -SSHConnection $_ }
            $jobs = $sessions | ForEach-Object { Start-SafeProcess { unruly echo } -Session $_ }
            $jobs | ForEach-Object { Send-SafeProcessInput $_ hello; (Wait-SafeProcess $_ -Line hello).Line; "$($_.State)"; Send-SafeProcessInput $_ -Close }
            $jobs | Receive-Job -Wait | Where-Object { $_ -isnot [string] }
            @(Get-Event).Count
            """).AssertNoError();

        Assert.Equal(["hello", "Running", "hello", "Running", "hello", "Running"], ran.Output.Take(6).Select(item => item.BaseObject));
        var results = ran.Output.Skip(6).Take(3).ToArray();
        Assert.All(results, result => Assert.Equal(Outcome.Exited, Assert.IsType<ProcessResult>(result.BaseObject).Outcome));
        Assert.Equal(_hosts.Names.Order(), results.Select(result => (string)result.Properties["PSComputerName"].Value).Order());
        Assert.Equal(0, ran.Output[^1].BaseObject);
    }

    [SshFact]
    public void Stop_takes_the_ladder_there()
    {
        using var client = Started();

        var ran = client.Run("Stop-Job $job; \"$($job.State) $($job.Location)\"").AssertNoError();

        Assert.Equal($"Stopped {_hosts.Names[0]}", ran.Value);
        _tree.AssertGone();
    }

    [SshFact]
    public void A_cut_connection_fails_the_job_and_ends_the_tree_there()
    {
        using var client = Started();

        var cut = ProcessTree.Of(Environment.ProcessId).Where(id => ProcessTree.CommandLine(id).StartsWith("ssh ", StringComparison.Ordinal) || ProcessTree.CommandLine(id).Contains("/ssh ", StringComparison.Ordinal))
            .Where(id => ProcessTree.CommandLine(id).Contains($" {_hosts.Servers[0].Port} ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(cut);
        foreach (var id in cut)
            Command.Run("sh", "-c", $"kill -KILL {id} 2>/dev/null || true");

        AssertLost(client);
    }

    [SshFact]
    public void A_killed_PowerShell_fails_the_job_and_the_tree_there_ends()
    {
        using var client = Started();

        client.Run("Stop-Process -Id $far -Force").AssertNoError();

        AssertLost(client);
    }

    private void AssertLost(Client client)
    {
        var ran = client.Run("$null = Wait-Job $job; $null = Receive-Job $job; \"$($job.State)\"");
        Assert.Equal("SessionLost", Ran.IdOf(ran.Error));
        Assert.Equal("Failed", ran.Value);
        Eventually.True(() => _tree.Alive().Count == 0, "nothing of the tree is left");
    }

    private Client Started()
    {
        var client = new Client(_hosts);
        client["mark"] = _tree.Environment;
        client.Run("""
            $session = New-PSSession -SSHConnection $connections[0]
            $far = Invoke-Command -Session $session { $PID }
            $job = Start-SafeProcess { unruly tree ignore setsid } -Session $session -Environment $mark -GracePeriod 300ms
            $null = Wait-SafeProcess $job -Line ready
            """).AssertNoError();
        return client;
    }
}
