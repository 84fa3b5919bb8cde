namespace SafeProcess;

/// <summary>A run that ended any other way than success, with all that is known of it.
/// <see cref="ProcessRunner"/> never throws it for an outcome: it is for callers that want an error
/// (<see cref="ProcessResult.EnsureSuccess"/>), and for a sink or an input that failed.</summary>
public sealed class ProcessFailedException : Exception
{
    internal ProcessFailedException(ProcessResult result, string message, Exception? inner = null)
        : base(VisibleText.Line(message), inner) => Result = result;

    /// <summary>The run.</summary>
    public ProcessResult Result { get; }

    /// <summary>The error that tells of an unsuccessful result: program, outcome, duration, the last line of standard error.</summary>
    public static ProcessFailedException For(ProcessResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(result, ResultMessage.Compose(result));
    }
}
