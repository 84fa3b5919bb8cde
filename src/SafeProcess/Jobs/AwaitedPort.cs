using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace SafeProcess.Commands;

/// <summary>A TCP port of this machine that accepts a connection while the job goes on. Whose port it is, is not looked at.</summary>
internal sealed class AwaitedPort : IAwaited
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly IPAddress[] _addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    private readonly SafeProcessJob _job;
    private readonly int _port;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task<IPEndPoint> _answer;

    public AwaitedPort(SafeProcessJob job, int port, PipelinePump pump)
    {
        _job = job;
        _port = port;
        _answer = Task.Run(() => ConnectAsync(port, _enough.Token));
        _answer.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(pump.Wake);
    }

    /// <inheritdoc/>
    public string Name => $"An answer at port {_port}";

    /// <inheritdoc/>
    public object? Found => _answer.IsCompletedSuccessfully && !_job.Over.IsCompleted ? WithView(_answer.Result) : null;

    /// <inheritdoc/>
    public void Dispose() => _enough.Cancel();

    // Without a view of its own PowerShell would hold the row back for more, and lose it when the script exits.
    private static PSObject WithView(IPEndPoint answered)
    {
        var found = new PSObject(answered);
        found.TypeNames.Insert(0, "System.Net.IPEndPoint#SafeProcess");
        return found;
    }

    private static async Task<IPEndPoint> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var address in _addresses)
            {
                if (await IsAnsweredAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false))
                    return new IPEndPoint(address, port);
            }

            await Task.Delay(_pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> IsAnsweredAsync(IPEndPoint end, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(end, cancellationToken).ConfigureAwait(false);

            // Where nobody listens, a socket that the system happens to give this very port connects to itself.
            return !end.Equals(socket.LocalEndPoint);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
