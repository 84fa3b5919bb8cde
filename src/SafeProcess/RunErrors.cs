using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Remoting;
using System.Management.Automation.Runspaces;

namespace SafeProcess.Commands;

/// <summary>The errors of runs: ids and categories. The ids are part of the contract, as scripts test for them.</summary>
internal static class RunErrors
{
    /// <summary>What a result is to a job: nothing where the run succeeded or was stopped.</summary>
    public static ErrorRecord? Of(ProcessResult result) => result.Success || result.Outcome == Outcome.Canceled ? null : For(result);

    /// <summary>A run that ended any other way than success.</summary>
    public static ErrorRecord For(ProcessResult result)
    {
        var (id, category) = result.Outcome switch
        {
            Outcome.Exited when result.ExitCode is null => ("ExitCodeUnknown", ErrorCategory.InvalidResult),
            Outcome.Exited => ("NonZeroExit", ErrorCategory.InvalidResult),
            Outcome.Signaled => ("Signaled", ErrorCategory.OperationStopped),
            Outcome.TimedOut => ("TimedOut", ErrorCategory.OperationTimeout),
            Outcome.IdleTimedOut => ("IdleTimedOut", ErrorCategory.OperationTimeout),
            Outcome.OutputLimitExceeded => ("OutputLimitExceeded", ErrorCategory.LimitsExceeded),
            Outcome.LimitExceeded => ("LimitExceeded", ErrorCategory.LimitsExceeded),
            Outcome.OrphansStopped => ("OrphansStopped", ErrorCategory.InvalidResult),
            _ => ("Canceled", ErrorCategory.OperationStopped),
        };
        return Create(ProcessFailedException.For(result), id, category, result);
    }

    /// <summary>A run that was ended because its output could not be written or its input could not be read.</summary>
    public static ErrorRecord For(ProcessFailedException failure) => failure.InnerException is InvalidParameterException
        ? Create(failure, "InvalidArgument", ErrorCategory.InvalidArgument, failure.Result)
        : Create(failure, "OutputFailed", ErrorCategory.WriteError, failure.Result);

    /// <summary>A parameter or a command block that cannot be used.</summary>
    public static ErrorRecord For(ArgumentException invalid) =>
        new ErrorRecord(invalid, "InvalidArgument", ErrorCategory.InvalidArgument, invalid.ParamName).FitToScreen();

    /// <summary>A program that could not be started.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="hint">What else to say to the user; null for nothing.</param>
    public static ErrorRecord For(StartException failure, string? hint)
    {
        var (id, category) = failure.Failure switch
        {
            StartFailure.CommandNotFound => ("CommandNotFound", ErrorCategory.ObjectNotFound),
            StartFailure.NotExecutable => ("NotExecutable", ErrorCategory.InvalidOperation),
            StartFailure.PermissionDenied => ("PermissionDenied", ErrorCategory.PermissionDenied),
            StartFailure.WorkingDirectoryNotFound => ("WorkingDirectoryNotFound", ErrorCategory.ObjectNotFound),
            StartFailure.LimitNotEnforceable => ("LimitNotEnforceable", ErrorCategory.NotEnabled),
            StartFailure.InputNotReadable => ("InvalidArgument", ErrorCategory.InvalidArgument),
            StartFailure.TerminalNotAvailable => ("TerminalNotAvailable", ErrorCategory.NotEnabled),
            StartFailure.ContainmentNotAvailable => ("ContainmentNotAvailable", ErrorCategory.NotEnabled),
            StartFailure.ArgumentRefused => ("InvalidArgument", ErrorCategory.InvalidArgument),
            StartFailure.ArgumentListTooLong => ("StartFailed", ErrorCategory.LimitsExceeded),
            StartFailure.PlatformNotSupported => ("StartFailed", ErrorCategory.NotImplemented),
            _ => ("StartFailed", ErrorCategory.ResourceUnavailable),
        };
        var error = WithVisibleTarget(new ErrorRecord(failure, id, category, failure.FilePath));
        if (hint is not null)
            error.ErrorDetails = new ErrorDetails(VisibleText.Lines($"{failure.Message} {hint}"));
        return error.FitToScreen();
    }

    /// <summary>An item of a batch that failed. The target is the result or, where nothing was run, what came down the pipeline.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="hint">What else to say to the user; null for nothing.</param>
    public static ErrorRecord For(BatchEnd end, string? hint)
    {
        var error = end switch
        {
            { Failure: ProcessFailedException failure } => For(failure),
            { Failure: StartException start } => For(start, hint: null),
            { Failure: InvalidParameterException invalid } => For(invalid),
            { Failure: SessionItemException item } => new(item, item.ErrorId, item.Category, end.Result),
            { Failure: SessionLostException lost } => new(lost, "SessionLost", ErrorCategory.ConnectionError, null),
            { Failure: ItemScriptException script } => new(script, "ScriptBlockFailed", ErrorCategory.InvalidOperation, null),
            { Failure: { } failure } => new(failure, "InvalidArgument", ErrorCategory.InvalidArgument, null),
            _ => For(end.Result!),
        };
        if (end.Result is null)
            error = WithVisibleTarget(new ErrorRecord(error.Exception, error.FullyQualifiedErrorId, error.CategoryInfo.Category, end.Item.ShownObject));
        error.ErrorDetails = new ErrorDetails(VisibleText.Lines(string.Create(CultureInfo.InvariantCulture, $"Item {end.Item.Index}{(end.ComputerName is { } computer ? $" on {computer}" : "")}: {error.Exception.Message}{(hint is null ? "" : " ")}{hint}")));
        error = error.FitToScreen();
        return end.ComputerName is null ? error : new RemotingErrorRecord(error, new OriginInfo(end.ComputerName, Guid.Empty));
    }

    /// <summary>The items that a batch did not run because it ended before.</summary>
    public static ErrorRecord ForNotRun(long count, object?[] items, BatchClosing reason) =>
        new(new ItemsNotRunException(count, reason), "NotRun", ErrorCategory.OperationStopped, items);

    private static ErrorRecord Create(ProcessFailedException exception, string id, ErrorCategory category, ProcessResult result)
    {
        var error = new ErrorRecord(exception, id, category, result);
        // Else PowerShell would name the target by the result's whole text.
        error.CategoryInfo.TargetName = VisibleText.Of(result.FilePath);
        return error;
    }

    // Some views print it.
    private static ErrorRecord WithVisibleTarget(ErrorRecord error)
    {
        error.CategoryInfo.TargetName = VisibleText.Of(error.CategoryInfo.TargetName);
        return error;
    }
}
