using System.Net;
using System.Net.Sockets;

namespace SafeProcess.Unruly;

/// <summary>A web server, the smallest there is.</summary>
internal static class ServeCommand
{
    private const int LongestRequest = 65_536;

    public static int Run(CommandLine line)
    {
        Thread.Sleep(line.Option("delay", 0));
        using var listener = new TcpListener(IPAddress.Loopback, line.Option("port", 0));
        listener.Start();
        StandardStreams.WriteOutput($"listening on {((IPEndPoint)listener.LocalEndpoint).Port}\n");
        Lifetime.EndLater();
        while (true)
        {
            using var client = listener.AcceptSocket();
            Answer(client);
        }
    }

    private static void Answer(Socket client)
    {
        try
        {
            var request = new byte[LongestRequest];
            var length = 0;
            int read;
            while ((read = client.Receive(request.AsSpan(length))) > 0)
            {
                length += read;
                if (request.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
                    continue;
                client.Send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8);
                return;
            }
        }
        catch (SocketException)
        {
            // The client has gone.
        }
    }
}
