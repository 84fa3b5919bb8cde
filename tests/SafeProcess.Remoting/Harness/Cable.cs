using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace SafeProcess.Remoting.Harness;

/// <summary>A cable (<c>veth(4)</c>) between this machine and a network of its own, in which a process lives. Once it is pulled no packet comes through, and neither end is told.</summary>
internal sealed class Cable
{
    // For networks that are only tried (RFC 2544), four addresses a cable. Tests that run at the same time have other ids.
    private const uint First = (198u << 24) | (18u << 16);
    private static int _cables;

    private readonly string _name;
    private readonly string _here;
    private int _process;

    /// <summary>A cable that leads nowhere yet.</summary>
    public Cable()
    {
        var number = (uint)(Environment.ProcessId + (Interlocked.Increment(ref _cables) << 12)) & 0x7FFF;
        _name = string.Create(CultureInfo.InvariantCulture, $"cable{number}");
        _here = $"{Address(number, 1)}";
        There = Address(number, 2);
    }

    /// <summary>Why there can be none; null when there can.</summary>
    public static string? SkipReason { get; } = SshHosts.SkipReason ?? Missing();

    /// <summary>The words that start a program in a network of its own.</summary>
    public static IReadOnlyList<string> NewNetwork { get; } = ["unshare", "--net"];

    /// <summary>The address at the other end.</summary>
    public IPAddress There { get; }

    /// <summary>Leads to the network of a process that was started with <see cref="NewNetwork"/>.</summary>
    public void Join(int process)
    {
        Eventually.True(() => NetworkOf(process) != NetworkOf(Environment.ProcessId), "the process has a network of its own");
        _process = process;
        Run($"ip link add {_name} type veth peer name there netns {process}");
        Run($"ip address add {_here}/30 dev {_name}");
        Run($"ip link set {_name} up");
        RunThere("ip link set lo up");
        RunThere($"ip address add {There}/30 dev there");
        RunThere("ip link set there up");
    }

    /// <summary>Pulls it out, here: there all looks as before.</summary>
    public void Pull() => Run($"ip link set {_name} down");

    /// <summary>Takes it away.</summary>
    public void Remove() => Command.Output("ip", "link", "delete", _name);

    private void RunThere(string command) => Run($"nsenter --target {_process} --net {command}");

    private static void Run(string command) => Command.Run(command.Split(' '));

    private static string? NetworkOf(int process)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process}/ns/net", returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static IPAddress Address(uint number, uint host)
    {
        var address = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(address, First + (number * 4) + host);
        return new IPAddress(address);
    }

    private static string? Missing()
    {
        if (!Environment.IsPrivilegedProcess)
            return "only root can make a network of its own";
        if (Command.Output("sh", "-c", "command -v ip && command -v unshare && command -v nsenter") is null)
            return "there is no ip (iproute2), no unshare or no nsenter (util-linux)";
        return Command.Output("unshare", "--net", "ip", "link", "add", "here", "type", "veth", "peer", "name", "there") is null
            ? "this kernel, or what this runs in, lets nobody make a network with a cable to it"
            : null;
    }
}
