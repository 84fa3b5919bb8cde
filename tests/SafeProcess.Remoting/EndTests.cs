using System.Diagnostics;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>Runs in a session over SSH whose client goes away.</summary>
public sealed class EndTests(OwnHosts own) : IClassFixture<OwnHosts>, IDisposable
{
    private readonly SshHosts _hosts = own.Hosts;
    private readonly MarkedTree _tree = new();

    public void Dispose() => _tree.Kill();

    [SshFact]
    public void A_stopped_pipeline_ends_the_tree_there()
    {
        using var client = new Client(_hosts);
        var running = client.Start(Script);
        AwaitTree();

        var ran = running.Stop();

        Assert.True(ran.WasStopped);
        AwaitEnd();
    }

    [SshFact]
    public void A_cut_connection_ends_the_tree_there()
    {
        using var client = new Client(_hosts);
        var running = client.Start(Script);
        AwaitTree();

        Kill(id => Program(id) == "ssh" && ProcessTree.CommandLine(id).Contains($" {_hosts.Servers[0].Port} ", StringComparison.Ordinal), ProcessTree.Of(Environment.ProcessId));

        AwaitEnd();
        Assert.NotEmpty(running.Finish().Errors);
    }

    [SshFact]
    public void A_server_that_loses_its_connection_ends_the_tree()
    {
        using var client = new Client(_hosts);
        var running = client.Start(Script);
        AwaitTree();

        // The server's own processes of this session: not the one that listens.
        Kill(id => Program(id) == "sshd", Session().TakeWhile(id => id != _hosts.Servers[0].Processes[0]));

        AwaitEnd();
        Assert.NotEmpty(running.Finish().Errors);
    }

    [SshFact]
    public void A_PowerShell_that_is_killed_there_leaves_its_tree_to_the_guardian()
    {
        using var client = new Client(_hosts);
        var running = client.Start(Script);
        AwaitTree();

        Kill(id => ProcessTree.CommandLine(id).Contains("-sshs", StringComparison.Ordinal), Session());

        AwaitEnd();
        Assert.NotEmpty(running.Finish().Errors);
    }

    [SshFact]
    public void A_killed_client_ends_the_tree_there()
    {
        var start = DefaultSignals.For(Engine.ToRun($"{_hosts.ParametersScript}\n{Script}"));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var pwsh = Process.Start(start)!;
        pwsh.BeginOutputReadLine();
        pwsh.BeginErrorReadLine();
        AwaitTree();

        pwsh.Kill();
        pwsh.WaitForExit();

        AwaitEnd();
    }

    private string Script => $$"""
        Invoke-Command -HostName {{_hosts.Names[0]}} @ssh {
            Invoke-SafeProcess unruly tree ignore setsid -GracePeriod 500ms -As Line -Environment @{ {{MarkedTree.Variable}} = '{{_tree.Value}}' }
        }
        """;

    private static string Program(int id) => Path.GetFileName(ProcessTree.CommandLine(id).Split(' ')[0].TrimEnd(':'));

    // The ancestors of the run, from its program up to the server that listens.
    private IEnumerable<int> Session()
    {
        var below = _hosts.Servers[0].Processes;
        var member = _tree.Alive()[0];
        return below.Where(id => id != below[0] && ProcessTree.Of(id).Contains(member)).Reverse();
    }

    private static void Kill(Func<int, bool> chosen, IEnumerable<int> from)
    {
        var ids = from.Where(chosen).ToArray();
        Assert.NotEmpty(ids);
        foreach (var id in ids)
            Command.Run("sh", "-c", $"kill -KILL {id} 2>/dev/null || true");
    }

    private void AwaitTree() => Eventually.True(() => _tree.Alive().Count == 2, "the program and its descendant run");

    private void AwaitEnd() => Eventually.True(() => _tree.Alive().Count == 0, "nothing of the tree is left");
}

/// <summary>Hosts that no other test has sessions with.</summary>
public sealed class OwnHosts : IDisposable
{
    /// <summary>The hosts.</summary>
    public SshHosts Hosts { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Hosts.Dispose();
}
