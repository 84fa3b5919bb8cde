using System.Diagnostics;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>Runs and batches in a session over SSH whose client goes away. Each says how long after the grace period its tree was gone.</summary>
public sealed class EndTests(OwnHosts own) : IClassFixture<OwnHosts>, IDisposable
{
    private const string Run = "run";
    private const string Batch = "batch";

    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(500);

    private readonly SshHosts _hosts = own.Hosts;
    private readonly MarkedTree _tree = new();
    private readonly Stopwatch _clock = new();
    private int _powerShell;

    public void Dispose() => _tree.Kill();

    [SshTheory]
    [InlineData(Run)]
    [InlineData(Batch)]
    public void A_stopped_pipeline_ends_the_tree_there(string what)
    {
        using var client = new Client(_hosts);
        var running = client.Start(Script(what));
        AwaitTree();

        _clock.Start();
        var ran = running.Stop();

        Assert.True(ran.WasStopped);
        AwaitEnd();
    }

    [SshTheory]
    [InlineData(Run)]
    [InlineData(Batch)]
    public void Ctrl_C_at_the_client_ends_the_tree_there(string what)
    {
        using var terminal = Terminal.OpenPowerShell($"Import-Module '{Checkout.Manifest}'; {_hosts.ParametersScript}");
        terminal.Enter(Script(what).ReplaceLineEndings(" "));
        AwaitTree();

        _clock.Start();
        terminal.PressCtrlC();

        AwaitEnd();
        terminal.AwaitText("PS ");
        terminal.Enter("exit 7");
        Assert.Equal(7, terminal.AwaitExit());
    }

    [SshTheory]
    [InlineData(Run)]
    [InlineData(Batch)]
    public void A_cut_connection_ends_the_tree_there(string what)
    {
        using var client = new Client(_hosts);
        var running = client.Start(Script(what));
        AwaitTree();

        _clock.Start();
        Kill(id => ProcessTree.Program(id) == "ssh" && ProcessTree.CommandLine(id).Contains($" {_hosts.Servers[0].Port} ", StringComparison.Ordinal), ProcessTree.Of(Environment.ProcessId));

        AwaitEnd();
        Assert.NotEmpty(running.Finish().Errors);
    }

    [SshFact]
    public void A_server_that_loses_its_connection_ends_the_tree()
    {
        using var client = new Client(_hosts);
        var running = client.Start(Script(Run));
        AwaitTree();

        _clock.Start();
        // The server's own processes of this session: not the one that listens.
        Kill(id => ProcessTree.Program(id) == "sshd", Session().TakeWhile(id => id != _hosts.Servers[0].Processes[0]));

        AwaitEnd();
        Assert.NotEmpty(running.Finish().Errors);
    }

    [SshFact]
    public void A_PowerShell_that_is_killed_there_leaves_its_tree_to_the_guardian()
    {
        using var client = new Client(_hosts);
        var running = client.Start(Script(Run));
        AwaitTree();

        _clock.Start();
        Kill(IsPowerShell, Session());

        AwaitEnd();
        Assert.NotEmpty(running.Finish().Errors);
    }

    [SshTheory]
    [InlineData(Run)]
    [InlineData(Batch)]
    public void A_killed_client_ends_the_tree_there(string what)
    {
        var start = DefaultSignals.For(Engine.ToRun($"Import-Module '{Checkout.Manifest}'; {_hosts.ParametersScript}\n{Script(what)}"));
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var pwsh = Process.Start(start)!;
        pwsh.BeginOutputReadLine();
        pwsh.BeginErrorReadLine();
        AwaitTree();

        _clock.Start();
        pwsh.Kill();
        pwsh.WaitForExit();

        AwaitEnd();
    }

    private string Script(string what)
    {
        var parameters = $"-GracePeriod {_grace.TotalMilliseconds}ms -Environment @{{ {MarkedTree.Variable} = '{_tree.Value}' }}";
        return what == Run
            ? $"Invoke-Command -HostName {_hosts.Names[0]} @ssh {{ Invoke-SafeProcess {{ unruly tree ignore setsid }} -As Line {parameters} }}"
            : $"1 | Invoke-SafeProcessBatch {{ unruly tree ignore setsid }} {parameters} -HostName {_hosts.Names[0]} @ssh";
    }

    // The ancestors of the run, from its program up to the server that listens.
    private IEnumerable<int> Session()
    {
        var below = _hosts.Servers[0].Processes;
        var member = _tree.Alive()[0];
        return below.Where(id => id != below[0] && ProcessTree.Of(id).Contains(member)).Reverse();
    }

    private static void Kill(Func<int, bool> chosen, IEnumerable<int> from) => Assert.NotEqual(0, ProcessTree.Kill(chosen, from));

    private static bool IsPowerShell(int id) => ProcessTree.CommandLine(id).Contains("-sshs", StringComparison.Ordinal);

    private void AwaitTree()
    {
        Eventually.True(() => _tree.Alive().Count == 2, "the program and its descendant run");
        _powerShell = Session().Last(IsPowerShell);
    }

    private void AwaitEnd()
    {
        Eventually.True(() => _tree.Alive().Count == 0, "nothing of the tree is left");
        var late = _clock.Elapsed - _grace;
        Eventually.True(() => !MarkedTree.IsAlive(_powerShell), "the PowerShell there has ended too");
        TestContext.Current.TestOutputHelper!.WriteLine($"Gone {late.TotalSeconds:0.00} s after the grace period: {TestContext.Current.Test!.TestDisplayName}");
    }
}

/// <summary>Hosts that no other test has sessions with.</summary>
public sealed class OwnHosts : IDisposable
{
    /// <summary>The hosts.</summary>
    public SshHosts Hosts { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Hosts.Dispose();
}
