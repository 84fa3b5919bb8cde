using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using SafeProcess.Remoting.Harness;

namespace SafeProcess.Remoting;

/// <summary>What PowerShell does with a connection that is gone, which once ended the process.</summary>
public sealed class SshTransportTests(SshHosts hosts)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>A pipeline that does not answer to its stop is closed a minute later, on a thread where nothing but this exception is expected.</summary>
    [SshFact]
    public void What_is_sent_once_the_connection_is_closed_is_an_error_of_the_pipe()
    {
        using var client = new Client(hosts);
        client.Run("$session = New-PSSession -SSHConnection $connections[0]; Get-SafeProcess -Session $session").AssertNoError();
        object? transport = ((PSSession)((PSObject)client["session"]!).BaseObject).Runspace;
        foreach (var step in (string[])["RunspacePool", "RemoteRunspacePoolInternal", "DataStructureHandler", "TransportManager"])
            transport = transport!.GetType().GetProperty(step, Any)!.GetValue(transport);
        var ended = transport!.GetType().GetField("_stdInWriter", Any)!;
        var writer = transport.GetType().GetField("_messageWriter", Any)!.GetValue(transport)!;
        var id = (int)transport.GetType().GetField("_sshProcessId", Any)!.GetValue(transport)!;

        Assert.Equal(1, ProcessTree.Kill(one => one == id, ProcessTree.Of(Environment.ProcessId)));
        Eventually.True(() => ended.GetValue(transport) is null, "PowerShell has closed the connection");

        var thrown = Assert.Throws<TargetInvocationException>(() => writer.GetType().GetMethod("WriteLine", Any)!.Invoke(writer, ["anything"]));
        Assert.IsAssignableFrom<IOException>(thrown.InnerException);
    }
}
