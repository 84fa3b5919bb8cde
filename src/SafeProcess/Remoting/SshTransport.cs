using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Text;

namespace SafeProcess.Commands;

/// <summary>Keeps a lost connection over SSH from ending this process, and tells of it.</summary>
/// <remarks>When <c>ssh</c> ends while something is on its way to it, PowerShell 7.6 closes the pipe to it on a thread of its own, which writes what is left, and nobody
/// there catches that the other end is gone (<c>SSHClientSessionTransportManager.CloseConnection</c>); and a pipeline that was sending is not told that its session is
/// broken. One that was to be stopped is closed a minute later, on a thread of the pool, and expects an <see cref="IOException"/> there, but not that the pipe is closed
/// (<c>OutOfProcessClientCommandTransportManager.CloseAsync</c>). A session without such a place inside is left as it is.</remarks>
internal static class SshTransport
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly string[] _wayThere = ["RunspacePool", "RemoteRunspacePoolInternal", "DataStructureHandler", "TransportManager"];

    /// <summary>Makes the end of a session's connection harmless.</summary>
    /// <param name="runspace">The session.</param>
    /// <param name="ended">Called on any thread when the connection is closed, also when that was asked for.</param>
    public static void GuardEnd(Runspace runspace, Action ended)
    {
        object? place = runspace;
        foreach (var step in _wayThere)
            place = place?.GetType().GetProperty(step, Any)?.GetValue(place);
        if (place?.GetType().GetField("_stdInWriter", Any) is { } end && end.GetValue(place) is StreamWriter writer)
            end.SetValue(place, new HarmlessWriter(writer, ended));
        var lines = place?.GetType().GetField("_messageWriter", Any)?.GetValue(place);
        if (lines?.GetType().GetField("_writer", Any) is { } pipe && pipe.GetValue(lines) is TextWriter open and not OpenWriter)
            pipe.SetValue(lines, new OpenWriter(open));
    }

    // What writes to the pipe has this one.
    private sealed class OpenWriter(TextWriter writer) : TextWriter
    {
        public override Encoding Encoding => writer.Encoding;

        public override void Write(char value) => Do(() => writer.Write(value));

        public override void WriteLine(string? value) => Do(() => writer.WriteLine(value));

        public override void Flush() => Do(writer.Flush);

        private static void Do(Action write)
        {
            try
            {
                write();
            }
            catch (ObjectDisposedException closed)
            {
                throw new IOException(closed.Message, closed);
            }
        }
    }

    // Only its end is used.
    private sealed class HarmlessWriter(StreamWriter writer, Action ended) : StreamWriter(Stream.Null)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (!disposing)
                return;
            try
            {
                writer.Dispose();
            }
            catch (IOException)
            {
                // The other end is gone, and with it whoever could read what was left.
            }
            finally
            {
                ended();
            }
        }
    }
}
