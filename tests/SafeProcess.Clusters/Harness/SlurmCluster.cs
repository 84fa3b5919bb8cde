using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SafeProcess.Clusters.Harness;

[assembly: AssemblyFixture(typeof(SlurmCluster))]

namespace SafeProcess.Clusters.Harness;

/// <summary>A cluster of Slurm on this machine's loopback: one controller and two nodes, with settings, keys, states and ports of their own. Nothing of the machine's is
/// read or changed, and nothing is left. It starts when it is first asked for.</summary>
public sealed class SlurmCluster : IDisposable
{
    private static readonly string[] _nodes = ["one", "two"];

    private readonly List<Daemon> _daemons = [];
    private readonly MarkedTree _tree = new();
    private readonly Lazy<TemporaryFolder> _folder = new(static () => new TemporaryFolder());
    private readonly Lazy<bool> _isUp;

    /// <summary>One that is not started yet.</summary>
    public SlurmCluster() => _isUp = new(Start);

    /// <summary>Why there can be none; null when there can.</summary>
    public static string? SkipReason { get; } =
        Engine.ProgramSkipReason ?? (((string[])["munged", "slurmctld", "slurmd", "sbatch"]).FirstOrDefault(static program => Programs.Find(program) is null) is { } missing
            ? $"there is no {missing} ({(missing == "munged" ? "munge" : "slurm-wlm")})"
            : null);

    /// <summary>What a program needs in its environment to use the cluster. It has the commands <c>safeprocess</c> and <c>unruly</c> on PATH.</summary>
    internal IReadOnlyDictionary<string, string?> Client
    {
        get
        {
            _ = _isUp.Value;
            return Variables;
        }
    }

    private Dictionary<string, string?> Variables => new()
    {
        ["SLURM_CONF"] = File("slurm.conf"),
        ["PATH"] = Programs.SearchPath,
        [MarkedTree.Variable] = _tree.Value,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        if (_folder.IsValueCreated)
            _folder.Value.Dispose();
    }

    /// <summary>What a command of Slurm prints.</summary>
    internal string Run(params string[] command)
    {
        _ = _isUp.Value;
        return Command.Run(InCluster(command));
    }

    /// <summary>Ids of the processes of the cluster and its tasks whose program has this name and works in this folder: other tests have tasks as well.</summary>
    internal IEnumerable<string> Processes(string name, string folder) =>
        _tree.Alive().Select(static id => id.ToString(CultureInfo.InvariantCulture))
            .Where(id => Command.Output("cat", $"/proc/{id}/comm")?.Trim() == name && Command.Output("readlink", $"/proc/{id}/cwd")?.Trim() == folder);

    private bool Start()
    {
        if (SkipReason is not null)
            throw new InvalidOperationException(SkipReason);
        for (var attempt = 1; !TryStart(); attempt++)
        {
            var told = string.Join('\n', _daemons.Select(static daemon => $"{daemon.Name}:\n{daemon.Log}"));
            End();
            // Another program may have taken one of the ports.
            if (attempt == 5)
                throw new InvalidOperationException(told);
        }

        return true;
    }

    private bool TryStart()
    {
        WriteSettings();
        Add("munged", "--foreground", "--force", "--num-threads=2", $"--socket={File("munge.socket")}", $"--key-file={File("munge.key")}", $"--pid-file={File("munge.pid")}",
            $"--seed-file={File("munge.seed")}", $"--log-file={File("munge.log")}");
        Await(() => System.IO.File.Exists(File("munge.socket")), "munged listens");
        Add("slurmctld", "-D", "-f", File("slurm.conf"));
        foreach (var node in _nodes)
            Add("slurmd", "-D", "-f", File("slurm.conf"), "-N", node);
        Await(() => Command.Output(InCluster("sinfo", "-h", "-N", "-o", "%N=%T")) is { } told
            && told.Split('\n').Count(static line => line.EndsWith("=idle", StringComparison.Ordinal)) == _nodes.Length, "all nodes are idle");
        return _daemons.TrueForAll(static daemon => !daemon.HasEnded);

        void Add(string program, params string[] arguments) => _daemons.Add(new Daemon(Variables, [Programs.Find(program)!, .. arguments]));

        void Await(Func<bool> condition, string what) => Eventually.True(() => condition() || _daemons.Exists(static daemon => daemon.HasEnded), what);
    }

    // Twice, since a node may have started something while it was killed.
    private void End()
    {
        _tree.Kill();
        _daemons.ForEach(static daemon => daemon.Dispose());
        _daemons.Clear();
        _tree.Kill();
        Eventually.True(() => _tree.Alive().Count == 0, "nothing of the cluster runs");
    }

    private string File(string name) => _folder.Value[name];

    private string[] InCluster(params string[] command) => ["env", .. Variables.Select(static variable => $"{variable.Key}={variable.Value}"), .. command];

    private void WriteSettings()
    {
        var key = new byte[1024];
        Random.Shared.NextBytes(key);
        System.IO.File.Delete(File("munge.key"));
        System.IO.File.WriteAllBytes(File("munge.key"), key);
        _folder.Value.SetMode("munge.key", UnixFileMode.UserRead);
        Directory.CreateDirectory(File("state"));
        Directory.CreateDirectory(File("spool"));
        var ports = FreePorts(_nodes.Length + 1);
        _folder.Value.Write("slurm.conf", $"""
            ClusterName=loopback
            SlurmctldHost={Dns.GetHostName()}(127.0.0.1)
            SlurmctldPort={ports[0]}
            SlurmUser={Environment.UserName}
            SlurmdUser={Environment.UserName}
            AuthInfo=socket={File("munge.socket")}
            StateSaveLocation={File("state")}
            SlurmdSpoolDir={File("spool")}/%n
            SlurmctldPidFile={File("slurmctld.pid")}
            SlurmdPidFile={File("spool")}/%n.pid
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SlurmdParameters=config_overrides
            JobAcctGatherType=jobacct_gather/none
            MpiDefault=none
            ReturnToService=2
            MailProg=/bin/true
            {string.Join('\n', _nodes.Select((node, i) => $"NodeName={node} NodeHostname={Dns.GetHostName()} NodeAddr=127.0.0.1 Port={ports[i + 1]} CPUs=4"))}
            PartitionName=all Nodes=ALL Default=YES State=UP

            """);
    }

    // All at once, so that no two are the same.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
    }
}
