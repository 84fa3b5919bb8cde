using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using SafeProcess.Remoting.Harness;

[assembly: AssemblyFixture(typeof(LocalSessions))]

namespace SafeProcess.Remoting.Harness;

/// <summary>Sessions of other PowerShells of this machine that no test uses now. To start such a PowerShell takes more of a processor than most tests that use one, so the next
/// test gets it as <c>Sessions.ps1</c> has cleaned it up. Safe from any thread.</summary>
public sealed class LocalSessions : IDisposable
{
    private static readonly ConcurrentBag<PSSession> _free = [];

    /// <summary>Takes one.</summary>
    /// <returns>Null when there is none.</returns>
    public static PSSession? Take() => _free.TryTake(out var session) ? session : null;

    /// <summary>Keeps one for the next test.</summary>
    public static void Keep(PSSession session) => _free.Add(session);

    /// <summary>Ends them.</summary>
    public void Dispose()
    {
        while (Take() is { } session)
            session.Runspace.Dispose();
    }
}
