using System.Management.Automation;
using System.Management.Automation.Remoting;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The errors of what is done in other sessions. The ids are part of the contract, as scripts test for them.</summary>
internal static class FarErrors
{
    /// <summary>The session is not open any more, or not yet.</summary>
    public static ErrorRecord Lost(FarSession session, Exception? cause = null)
    {
        var state = session.Session.Runspace.RunspaceStateInfo.State;
        var why = cause is not null ? cause.Message.TrimEnd('.') : state == RunspaceState.Opened ? "the connection is gone" : $"it is {state}";
        return Of(session, $"{Name(session)} is not open: {why}.", "SessionLost", ErrorCategory.ConnectionError, cause);
    }

    /// <summary>Something else goes on in the session.</summary>
    public static ErrorRecord Busy(FarSession session) => Of(
        session, $"{Name(session)} is busy: a session does one thing at a time. Wait until that is over, or make another session for it.", "SessionBusy", ErrorCategory.ResourceBusy);

    /// <summary>No run of these sessions has the name.</summary>
    public static ErrorRecord RunNotFound(string name) => new(
        new ItemNotFoundException(VisibleText.Line($"No run that is going on in the sessions has the name '{name}'.")), "RunNotFound", ErrorCategory.ObjectNotFound, name);

    /// <summary>What ended a command there.</summary>
    public static ErrorRecord For(FarSession session, Exception failure, bool isOpen) =>
        !isOpen || failure is PSRemotingTransportException or InvalidRunspaceStateException ? Lost(session, failure)
        : failure is RemoteException { ErrorRecord: { } record } ? For(session, record)
        : session.Session.Runspace.RunspaceAvailability != RunspaceAvailability.Available ? Busy(session)
        : Of(session, $"{session.ComputerName}: {failure.Message}", "SessionFailed", ErrorCategory.NotSpecified, failure);

    /// <summary>An error that a command wrote there.</summary>
    public static ErrorRecord For(FarSession session, ErrorRecord error)
    {
        var id = error.FullyQualifiedErrorId.Split(',')[0];
        if (id == "CommandNotFoundException" && IsOurs(error.TargetObject ?? error.CategoryInfo.TargetName))
            return NoModule(session, "there is no module SafeProcess", error.Exception);
        if (id == "NamedParameterNotFound")
            return OtherVersion(session, error.Exception);
        // The words of the exception: what a cmdlet adds for who typed there does not hold here.
        return new ErrorRecord(new RuntimeException(VisibleText.Lines($"{session.ComputerName}: {error.Exception.Message}"), error.Exception), id, error.CategoryInfo.Category, error.TargetObject)
            .FitToScreen();
    }

    /// <summary>The module there sends, or takes, what this one does not know.</summary>
    public static ErrorRecord OtherVersion(FarSession session, Exception cause) => NoModule(session, "the module SafeProcess there is another version", cause);

    /// <summary>The exception by which a record is thrown.</summary>
    public static RuntimeException Thrown(ErrorRecord error) => new(error.Exception.Message, error.Exception, error);

    private static ErrorRecord NoModule(FarSession session, string what, Exception cause) => Of(
        session, $"{Name(session)} cannot be used: {what}. SafeProcess must be on both sides: install it there, or Import-Module it in the session.", "ModuleNotFound",
        ErrorCategory.NotInstalled, cause);

    private static bool IsOurs(object? command) => command?.ToString()?.Contains("SafeProcess", StringComparison.OrdinalIgnoreCase) == true;

    private static string Name(FarSession session) => $"The session {session.Session.Name} to {session.ComputerName}";

    private static ErrorRecord Of(FarSession session, string message, string id, ErrorCategory category, Exception? cause = null) =>
        new ErrorRecord(new InvalidOperationException(VisibleText.Lines(message), cause), id, category, session.Session).FitToScreen();
}
