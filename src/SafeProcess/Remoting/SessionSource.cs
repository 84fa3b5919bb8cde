using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>Where a session of a batch comes from: it was given, or it is opened for the batch and closed after it.</summary>
internal sealed class SessionSource
{
    private readonly PSSession? _given;
    private readonly IDictionary? _parameters;

    private SessionSource(string computerName, PSSession? given, IDictionary? parameters) => (ComputerName, _given, _parameters) = (computerName, given, parameters);

    /// <summary>The machine, as PowerShell names it.</summary>
    public string ComputerName { get; }

    /// <summary>A session of the caller's, which stays open.</summary>
    public static SessionSource Given(PSSession session) => new(session.ComputerName, session, null);

    /// <summary>A session to be opened.</summary>
    /// <param name="computerName">The machine.</param>
    /// <param name="parameters">Of <c>New-PSSession</c>.</param>
    public static SessionSource ToOpen(string computerName, IDictionary parameters) => new(computerName, null, parameters);

    /// <summary>Opens the session. Blocks until it is open.</summary>
    /// <exception cref="RuntimeException">It cannot be opened, or is not free.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop before.</exception>
    public OpenSession Open(CancellationToken stop)
    {
        if (_given is not null)
        {
            return _given.Runspace is { RunspaceStateInfo.State: RunspaceState.Opened, RunspaceAvailability: RunspaceAvailability.Available }
                ? new OpenSession(_given.Runspace, null)
                : throw new RuntimeException($"It is {_given.Runspace.RunspaceStateInfo.State}, and {_given.Runspace.RunspaceAvailability}: a session runs one thing at a time.");
        }

        // What New-PSSession opens is closed with the runspace that it ran in.
        var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        try
        {
            runspace.Open();
            using var shell = PowerShell.Create();
            shell.Runspace = runspace;
            using var stopping = stop.UnsafeRegister(static shell => ((PowerShell)shell!).BeginStop(null, null), shell);
            stop.ThrowIfCancellationRequested();
            var session = shell.AddCommand("New-PSSession").AddParameters(_parameters).Invoke<PSSession>() is [var opened] ? opened : null;
            return session is not null
                ? new OpenSession(session.Runspace, runspace)
                : throw new RuntimeException(shell.Streams.Error is [var error, ..] ? error.Exception.Message : "It was not opened.");
        }
        catch (PipelineStoppedException stopped)
        {
            runspace.Dispose();
            throw new OperationCanceledException(stopped.Message, stopped, stop);
        }
        catch
        {
            runspace.Dispose();
            throw;
        }
    }
}

/// <summary>A session that is open. Disposed, it is closed if it was opened for the batch.</summary>
/// <param name="runspace">What runs things over there.</param>
/// <param name="owner">What it was opened in; null when it is somebody else's.</param>
internal sealed class OpenSession(Runspace runspace, Runspace? owner) : IDisposable
{
    public Runspace Runspace => runspace;

    /// <inheritdoc/>
    public void Dispose() => owner?.Dispose();
}
