using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace SafeProcess.Remoting.Harness;

/// <summary>Three hosts to reach over SSH, which are this machine: servers at 127.0.0.1, 127.0.0.2 and 127.0.0.3 of the same port, with keys, settings and temporary
/// files of their own, the pinned PowerShell as their subsystem, the module where PowerShell finds it, and <c>unruly</c> on PATH. Nothing of the user's is read or
/// changed, and nothing is left of them. They start when they are first asked for.</summary>
/// <remarks>One that all tests share comes to whatever asks for it (<c>AssemblyFixture</c>). A test that kills a host makes its own.</remarks>
public sealed class SshHosts : IDisposable
{
    // Root's server keeps its children that face the network in this folder, whatever its settings say (sshd(8)).
    private const string EmptyFolder = "/run/sshd";

    private static readonly string[] _addresses = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];

    private readonly Lazy<List<SshServer>> _servers;
    private TemporaryFolder? _folder;

    /// <summary>Hosts that are not started yet.</summary>
    public SshHosts() => _servers = new(Start);

    /// <summary>Why there can be none; null when there can.</summary>
    public static string? SkipReason { get; } = Engine.SkipReason ?? Engine.ProgramSkipReason ?? Missing();

    /// <summary>Their names, for <c>-HostName</c>.</summary>
    public string[] Names => [.. Servers.Select(static server => server.Address.ToString())];

    /// <summary>What <c>-HostName</c> needs beside the names: to be splatted.</summary>
    public Hashtable Parameters => new()
    {
        ["Port"] = Servers[0].Port,
        ["UserName"] = Environment.UserName,
        ["KeyFilePath"] = _folder!["user_key"],
        ["Options"] = new Hashtable
        {
            ["UserKnownHostsFile"] = _folder["known_hosts"],
            ["GlobalKnownHostsFile"] = "/dev/null",
            ["StrictHostKeyChecking"] = "yes",
            ["IdentitiesOnly"] = "yes",
            ["IdentityAgent"] = "none",
            ["BatchMode"] = "yes",
            ["ControlPath"] = "none",
            ["LogLevel"] = "ERROR",
        },
    };

    /// <summary>Whether a process is an <c>ssh</c> to an address of these hosts, and not to one of other hosts.</summary>
    internal bool IsSshTo(IPAddress address, int id) =>
        ProcessTree.Program(id) == "ssh" && ProcessTree.CommandLine(id).Split(' ') is var words && words.Contains($"{address}") && words.Contains($"{Servers[0].Port}");

    /// <summary>The temporary folder of their PowerShells.</summary>
    public string Temporary => _folder!["temporary"];

    /// <summary>A line of a script that makes <c>$ssh</c> of <see cref="Parameters"/> in a PowerShell of its own.</summary>
    public string ParametersScript => $"$ssh = [Management.Automation.PSSerializer]::Deserialize('{PSSerializer.Serialize(Parameters).Replace("'", "''", StringComparison.Ordinal)}')";

    /// <summary>The hosts for <c>-SSHConnection</c> of <c>New-PSSession</c>; that of <c>Invoke-Command</c> loses the options.</summary>
    public Hashtable[] Connections =>
        // An engine that is told of no time takes it for none at all, and it may forget a port that stands beside the name.
        [.. Servers.Select(server => new Hashtable(Parameters) { ["HostName"] = $"{server.Address}:{server.Port}", ["ConnectingTimeout"] = Timeout.Infinite })];

    internal IReadOnlyList<SshServer> Servers => _servers.Value;

    /// <summary>Starts a further host in a network of its own, which is reached with the same <see cref="Parameters"/>. Whoever asks for it disposes of it.</summary>
    /// <param name="cable">What leads to it.</param>
    /// <param name="settings">Lines of its <c>sshd_config(5)</c> besides.</param>
    internal SshServer StartBehind(Cable cable, params string[] settings)
    {
        var (address, port) = ($"{cable.There}", Servers[0].Port);
        Command.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", _folder![address]);
        File.AppendAllText(_folder["known_hosts"], $"[{address}]:{port} {File.ReadAllText(_folder[address + ".pub"]).Trim()}\n");
        // Its address is there after it only.
        var server = new SshServer(cable.There, port, WriteConfig(address, [$"ListenAddress 0.0.0.0:{port}", .. settings]), cable);
        if (server.Start())
            return server;
        server.Dispose();
        throw new InvalidOperationException(server.Log);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_servers.IsValueCreated)
            return;
        foreach (var server in Servers)
            server.Dispose();
        _folder!.Dispose();
    }

    private static string? Missing()
    {
        if (SshServer.Program is null)
            return "there is no sshd (openssh-server)";
        if (Command.Output("sh", "-c", "command -v ssh && command -v ssh-keygen") is null)
            return "there is no ssh or no ssh-keygen (openssh-client)";
        if (Environment.IsPrivilegedProcess && !Directory.Exists(EmptyFolder) && Command.Output("mkdir", "-m", "755", EmptyFolder) is null && !Directory.Exists(EmptyFolder))
            return $"there is no {EmptyFolder}, and it cannot be made";
        return null;
    }

    private List<SshServer> Start()
    {
        if (SkipReason is not null)
            throw new InvalidOperationException(SkipReason);
        _folder = new TemporaryFolder();
        WriteKeys();
        WriteSubsystem();
        for (var attempt = 1; ; attempt++)
        {
            var servers = WriteServers(FreePort());
            if (servers.TrueForAll(static server => server.Start()))
                return servers;
            servers.ForEach(static server => server.Dispose());
            if (attempt == 5)
                throw new InvalidOperationException(string.Join('\n', servers.Select(static server => server.Log)));
        }
    }

    private void WriteKeys()
    {
        foreach (var key in _addresses.Append("user_key"))
            Command.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", _folder![key]);
        File.Copy(_folder!["user_key.pub"], _folder["authorized_keys"]);
    }

    private void WriteSubsystem()
    {
        Directory.CreateDirectory(_folder!["modules"]);
        Directory.CreateDirectory(_folder["temporary"]);
        Directory.CreateSymbolicLink(Path.Combine(_folder["modules"], "SafeProcess"), Checkout.Root);
        // A program of .NET that is killed leaves the socket of its diagnostics in the temporary folder, and a PowerShell one more.
        _folder.Write("powershell", $"""
            export PATH='{Path.GetDirectoryName(UnrulyProgram.FilePath)}':"$PATH" PSModulePath='{_folder["modules"]}' TMPDIR='{_folder["temporary"]}'
            export XDG_CACHE_HOME='{Environment.GetEnvironmentVariable("XDG_CACHE_HOME")}' XDG_DATA_HOME='{Environment.GetEnvironmentVariable("XDG_DATA_HOME")}'
            export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off POWERSHELL_DIAGNOSTICS_OPTOUT=1 DOTNET_EnableDiagnostics=0
            exec '{string.Join("' '", Engine.Words)}' -NoLogo -NoProfile -sshs

            """);
    }

    private List<SshServer> WriteServers(int port)
    {
        File.WriteAllLines(_folder!["known_hosts"], _addresses.Select(address => $"[{address}]:{port} {File.ReadAllText(_folder[address + ".pub"]).Trim()}"));
        return [.. _addresses.Select(address => new SshServer(IPAddress.Parse(address), port, WriteConfig(address, $"ListenAddress {address}:{port}")))];
    }

    private string WriteConfig(string address, params string[] settings) => _folder!.Write($"{address}.conf", $"""
        {string.Join('\n', settings)}
        HostKey {_folder[address]}
        AuthorizedKeysFile {_folder["authorized_keys"]}
        Subsystem powershell /bin/sh {_folder["powershell"]}
        AuthenticationMethods publickey
        PermitRootLogin prohibit-password
        PidFile none
        MaxStartups 1000
        UsePAM no
        StrictModes no
        PrintMotd no
        UseDNS no

        """);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
