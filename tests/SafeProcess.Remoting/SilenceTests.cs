using System.Collections;
using System.Net;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>Hosts whose network is gone: no packet comes any more, and nobody is told.</summary>
public sealed class SilenceTests(OwnHosts own) : IClassFixture<OwnHosts>, IDisposable
{
    // Two sessions run two items each, and all end once the log tells of the two that were lost.
    private const string Items = """
        1..4 | Invoke-SafeProcessBatch { sh -c 'touch "$0/$$.run"; until [ -s "$0/log" ]; do sleep 0.2; done' $folder } -ThrottleLimit 2 -JobLog $folder/log
        """;

    private readonly SshHosts _hosts = own.Hosts;
    private readonly Client _client = new(own.Hosts);
    private readonly TemporaryFolder _folder = new();
    private readonly Cable _cable = new();
    private readonly MarkedTree _tree = new();

    public void Dispose()
    {
        Cut();
        _client.Dispose();
        _tree.Kill();
        _folder.Dispose();
    }

    [CableFact]
    public void A_host_that_falls_silent_is_given_up_and_its_items_are_run_elsewhere()
    {
        using var silent = _hosts.StartBehind(_cable);
        _client["folder"] = _folder.Path;
        var options = new Hashtable((Hashtable)_hosts.Parameters["Options"]!) { ["ServerAliveInterval"] = 1, ["ServerAliveCountMax"] = 2 };
        _client["behind"] = new Hashtable(_hosts.Connections[0]) { ["HostName"] = $"{_cable.There}:{_hosts.Servers[0].Port}", ["Options"] = options };
        var running = _client.Start($"{Items} -SSHConnection $behind, $connections[0]");
        AwaitRuns(4);
        // The caller's word holds, and else a minute.
        Assert.Contains("ServerAliveInterval=1 ", SshTo(_cable.There), StringComparison.Ordinal);
        Assert.Contains("ServerAliveCountMax=2 ", SshTo(_cable.There), StringComparison.Ordinal);
        Assert.Contains("ServerAliveInterval=15 ", SshTo(_hosts.Servers[0].Address), StringComparison.Ordinal);
        Assert.Contains("ServerAliveCountMax=4 ", SshTo(_hosts.Servers[0].Address), StringComparison.Ordinal);

        _cable.Pull();

        AssertRunElsewhere(running.Finish(), $"{_hosts.Servers[0].Address}");
    }

    [CableFact]
    public void A_session_that_falls_silent_is_given_up_and_one_that_has_nothing_to_tell_is_not()
    {
        using var silent = _hosts.StartBehind(_cable);
        _client["folder"] = _folder.Path;
        // One that PowerShell has no list of: when all is over it would wait in vain for the answer of one that is to be closed.
        _client["there"] = $"{_cable.There}";
        var running = _client.Start($$"""
            $connection = [Management.Automation.Runspaces.SSHConnectionInfo]::new($ssh.UserName, $there, $ssh.KeyFilePath, $ssh.Port, $null, -1, $ssh.Options)
            $runspace = [Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($connection, $Host, $types)
            $runspace.Open()
            $far = [Management.Automation.Runspaces.PSSession]::Create($runspace, 'SSH', $null)
            $near = New-LocalSession
            {{Items}} -Session $far, $near
            """);
        AwaitRuns(4);

        _cable.Pull();

        // It takes the minute that is promised.
        var ran = running.Finish(3 * Eventually.Bound);
        AssertRunElsewhere(ran, "localhost");
        Assert.Contains("Nothing has come from it for 60 s.", ran.Warnings[0], StringComparison.Ordinal);
    }

    [CableFact]
    public void A_server_that_asks_whether_the_client_is_there_ends_the_tree_of_one_that_is_not()
    {
        using var silent = _hosts.StartBehind(_cable, "ClientAliveInterval 1", "ClientAliveCountMax 2");
        var running = _client.Start($$"""
            Invoke-Command -HostName {{_cable.There}} @ssh {
                Invoke-SafeProcess unruly tree ignore setsid -GracePeriod 500ms -As Line -Environment @{ {{MarkedTree.Variable}} = '{{_tree.Value}}' }
            }
            """);
        Eventually.True(() => _tree.Alive().Count == 2, "the program and its descendant run");

        _cable.Pull();

        Eventually.True(() => _tree.Alive().Count == 0, "nothing of the tree is left");
        Cut();
        running.Finish();
    }

    private void AwaitRuns(int count) => Eventually.True(() => Directory.GetFiles(_folder.Path, "*.run").Length == count, $"{count} items run");

    private void AssertRunElsewhere(Ran ran, string where)
    {
        ran.AssertNoError();
        Assert.Equal(4, ran.Output.Count);
        Assert.All(ran.Output, result => Assert.Equal(where, result.Properties["PSComputerName"].Value));
        var warning = Assert.Single(ran.Warnings);
        Assert.StartsWith($"The session to '{_cable.There}' was lost: ", warning, StringComparison.Ordinal);
        Assert.Equal(6, Directory.GetFiles(_folder.Path, "*.run").Length);
        Assert.EndsWith(" 2 items that it had not ended are run again elsewhere.", warning, StringComparison.Ordinal);
    }

    private string SshTo(IPAddress address) => ProcessTree.CommandLine(ProcessTree.Of(Environment.ProcessId).Single(id => _hosts.IsSshTo(address, id)));

    // PowerShell would wait for the answer of a session that is to be closed.
    private void Cut() => ProcessTree.Kill(id => _hosts.IsSshTo(_cable.There, id), ProcessTree.Of(Environment.ProcessId));
}
