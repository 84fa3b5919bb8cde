using SafeProcess.Remoting.Harness;

[assembly: AssemblyFixture(typeof(SshHosts))]

namespace SafeProcess.Remoting.Harness;

/// <summary>A PowerShell session in this process that has sessions of other PowerShells: <c>$names</c> and <c>$ssh</c> for <c>-HostName $names @ssh</c>, <c>$connections</c>
/// for <c>-SSHConnection</c>, and <c>New-LocalSession</c> (<c>Sessions.ps1</c>) for one that needs no SSH.</summary>
internal sealed class Client : IDisposable
{
    private readonly Session _session = new();

    /// <param name="hosts">Null for a client that reaches no host.</param>
    public Client(SshHosts? hosts = null)
    {
        _session["pwsh"] = Engine.Words.ToArray();
        _session["unruly"] = UnrulyProgram.FilePath;
        _session["sessions"] = Path.Combine(AppContext.BaseDirectory, "Harness", "Sessions.ps1");
        if (hosts is not null)
        {
            _session["names"] = hosts.Names;
            _session["ssh"] = hosts.Parameters;
            _session["connections"] = hosts.Connections;
        }

        Run(". $sessions").AssertNoError();
    }

    /// <inheritdoc cref="Session.this[string]"/>
    public object? this[string name]
    {
        get => _session[name];
        set => _session[name] = value;
    }

    /// <summary>Runs a script to its end.</summary>
    public Ran Run(string script) => _session.Run(script);

    /// <summary>Starts a script.</summary>
    public Running Start(string script) => _session.Start(script);

    /// <summary>Closes its sessions, and with them the PowerShells on the other side that no other test can use.</summary>
    public void Dispose()
    {
        Run("Get-PSSession | Remove-PSSession; Remove-LocalSessions");
        _session.Dispose();
    }
}
