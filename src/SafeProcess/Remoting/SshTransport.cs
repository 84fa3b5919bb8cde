using System.Management.Automation.Runspaces;
using System.Reflection;

namespace SafeProcess.Commands;

/// <summary>Keeps a lost connection over SSH from ending this process, and tells of it.</summary>
/// <remarks>When <c>ssh</c> ends while something is on its way to it, PowerShell 7.6 closes the pipe to it on a thread of its own, which writes what is left, and nobody
/// there catches that the other end is gone (<c>SSHClientSessionTransportManager.CloseConnection</c>); and a pipeline that was sending is not told that its session is
/// broken. A session without such a place inside is left as it is.</remarks>
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
        if (place?.GetType().GetField("_stdInWriter", Any) is { } field && field.GetValue(place) is StreamWriter writer)
            field.SetValue(place, new HarmlessWriter(writer, ended));
    }

    // Only its end is used: what writes to the pipe has the writer itself.
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
