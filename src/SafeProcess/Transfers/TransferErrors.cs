using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The errors of files on their way between two sessions.</summary>
internal static class TransferErrors
{
    /// <summary>The program was not run, as its files could not be copied.</summary>
    /// <param name="reason">A whole sentence.</param>
    /// <param name="isThere">Whether it is the other side that has no place for them, so that it may be different on the next machine or in a second.</param>
    public static SessionItemException Copy(string reason, bool isThere) =>
        new($"Its files could not be copied: {reason}", "CopyFailed", isThere ? ErrorCategory.WriteError : ErrorCategory.ReadError, LastExitCode.CutOff, isThere, null);

    /// <summary>The program succeeded, and its files did not come back.</summary>
    public static SessionItemException Return(string reason, ErrorCategory category, ProcessResult result) =>
        new(reason, "ReturnFailed", category, LastExitCode.CutOff, isTransient: true, result);
}
