using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SafeProcess.Remoting.Harness;

/// <summary>A host to reach over SSH: a server of OpenSSH at an address of loopback, which starts a PowerShell for each session.</summary>
internal sealed class SshServer : IDisposable
{
    private readonly string _config;
    private readonly Cable? _cable;
    private readonly StringBuilder _log = new();
    private Process? _process;

    /// <param name="address">Where it listens.</param>
    /// <param name="port">The port there.</param>
    /// <param name="config">Its <c>sshd_config(5)</c>.</param>
    /// <param name="cable">What leads to it in a network of its own; null when it is in this machine's.</param>
    public SshServer(IPAddress address, int port, string config, Cable? cable = null)
    {
        Address = address;
        Port = port;
        _config = config;
        _cable = cable;
    }

    /// <summary>The program; null where there is none.</summary>
    public static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(["/usr/sbin", "/usr/local/sbin", "/sbin"])
            .Where(static folder => folder.Length > 0).Select(static folder => Path.GetFullPath(Path.Combine(folder, "sshd"))).FirstOrDefault(File.Exists);

    /// <summary>Where it listens; on the other side <c>PSComputerName</c>.</summary>
    public IPAddress Address { get; }

    /// <summary>The port there.</summary>
    public int Port { get; }

    /// <summary>What the server told.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Ids of the server and of all that it started, sessions and what runs in them; empty while it is down.</summary>
    public IReadOnlyList<int> Processes => _process is { HasExited: false } server ? ProcessTree.Of(server.Id) : [];

    /// <summary>Starts the server, and returns once it answers.</summary>
    /// <returns>False when it ended instead, as when the port is taken.</returns>
    public bool Start()
    {
        string[] command = [.. _cable is null ? [] : Cable.NewNetwork, Program!, "-D", "-e", "-f", _config];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardError = true };
        var server = Process.Start(start)!;
        server.StandardInput.Close();
        server.ErrorDataReceived += (_, line) => Note(line.Data);
        server.BeginErrorReadLine();
        _process = server;
        _cable?.Join(server.Id);
        Eventually.True(() => server.HasExited || Answers(), $"the server at {Address}:{Port} answers or ends");
        return !server.HasExited;
    }

    /// <summary>Takes the host down as a cut of its power would: the server, its sessions and all that runs in them get SIGKILL.</summary>
    public void Kill()
    {
        var processes = Processes;
        if (processes is [])
            return;
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
        Eventually.True(() => !processes.Any(MarkedTree.IsAlive), "a killed host has no process");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // First: what is still on its way keeps a network there, and its end of the cable.
        _cable?.Remove();
        Kill();
        _process?.Dispose();
        _process = null;
    }

    private void Note(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(Address, Port);
            Span<byte> banner = stackalloc byte[4];
            client.GetStream().ReadExactly(banner);
            return banner.SequenceEqual("SSH-"u8);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }
}
