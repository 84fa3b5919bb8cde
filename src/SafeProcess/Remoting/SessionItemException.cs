using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>An item of a batch could not be run in another session, or its output or input broke off there.</summary>
public sealed class SessionItemException : Exception
{
    internal SessionItemException(string message, string errorId, ErrorCategory category, int exitCode, bool isTransient, ProcessResult? result)
        : base(VisibleText.Lines(message))
    {
        ErrorId = errorId;
        Category = category;
        ExitCode = exitCode;
        IsTransient = isTransient;
        Result = result;
    }

    /// <summary>The id of its error: the same as on one machine.</summary>
    public string ErrorId { get; }

    /// <summary>The category of its error.</summary>
    public ErrorCategory Category { get; }

    /// <summary>The run whose output or input broke off; null when nothing was run.</summary>
    public ProcessResult? Result { get; }

    /// <summary>What <c>$LASTEXITCODE</c> says of it.</summary>
    internal int ExitCode { get; }

    /// <summary>Whether it may be gone when the item is run again.</summary>
    internal bool IsTransient { get; }
}
