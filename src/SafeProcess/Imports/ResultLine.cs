using System.Globalization;
using System.Management.Automation;
using System.Text.Json;

namespace SafeProcess.Commands;

/// <summary>What stands on a line of a file of results: a result, or why it is none.</summary>
/// <param name="Number">The number of the line, from 1.</param>
internal sealed record ResultLine(long Number)
{
    /// <summary>The result; null when there is none.</summary>
    public ProcessResult? Result { get; private init; }

    /// <summary>What the job log of a batch says besides; null when the line is none of such a log.</summary>
    public LoggedItem? Logged { get; private init; }

    /// <summary>The id of the error that there is no result; null when there is one.</summary>
    public string? ErrorId { get; private init; }

    /// <summary>The category of that error.</summary>
    public ErrorCategory Category { get; private init; }

    /// <summary>Why there is no result, as a sentence.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>Reads a line.</summary>
    /// <param name="text">What stands there, in UTF-8.</param>
    /// <param name="number">See <see cref="Number"/>.</param>
    /// <param name="isEnded">Whether a newline ends it.</param>
    public static ResultLine Read(ReadOnlyMemory<byte> text, long number, bool isEnded)
    {
        var line = new ResultLine(number) { Category = ErrorCategory.InvalidData };
        try
        {
            var logged = LoggedItem.Read(text);
            return logged?.NotRun is { } why
                ? line with { ErrorId = "NotRun", Category = ErrorCategory.OperationStopped, Reason = string.Create(CultureInfo.InvariantCulture, $"Item {logged.Index} was not run. {why}") }
                : line with { Result = ProcessResult.FromJson((logged?.Json ?? text).Span), Logged = logged };
        }
        catch (Exception failure) when (failure is FormatException or JsonException or InvalidOperationException)
        {
            return isEnded
                ? line with { ErrorId = "NoResult", Reason = failure.Message }
                : line with { ErrorId = "TornLine", Reason = "The last line has no end: who wrote it was ended meanwhile, or is still writing it." };
        }
    }

    /// <summary>A line that is not read.</summary>
    public static ResultLine TooLong(long number, int longest) => new(number)
    {
        ErrorId = "LineTooLong",
        Category = ErrorCategory.LimitsExceeded,
        Reason = string.Create(CultureInfo.InvariantCulture, $"The line has more than {longest:N0} bytes."),
    };
}
