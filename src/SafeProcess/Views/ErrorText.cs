using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Error texts of a length that a person reads. The exception keeps all of it.</summary>
internal static class ErrorText
{
    // With PowerShell's own lines about the place a screen of 80 by 24 holds it, whatever a name, a value or a program's line was.
    private const int MostCharacters = 1100;
    private const int MostLines = 12;
    private const int MostOfValue = 120;

    /// <summary>The error, whose text is cut in the middle when it is too long: what it is about stands at its beginning, why at its end.</summary>
    public static ErrorRecord FitToScreen(this ErrorRecord error)
    {
        var message = error.ErrorDetails?.Message ?? error.Exception.Message;
        var shown = WithoutMiddle(message);
        if (shown.Length < message.Length)
            error.ErrorDetails = new ErrorDetails(shown);
        return error;
    }

    /// <summary>A value that somebody gave, to be quoted in an error.</summary>
    public static string Value(object? value) => VisibleText.Of(value?.ToString() ?? string.Empty, MostOfValue);

    private static string WithoutMiddle(string message)
    {
        var lines = message.Split('\n');
        if (lines.Length > MostLines)
            message = string.Join('\n', [.. lines[..(MostLines / 3)], "…", .. lines[^(MostLines - (MostLines / 3) - 1)..]]);
        return message.Length <= MostCharacters ? message : $"{message[..(MostCharacters / 2)]} … {message[^(MostCharacters / 2)..]}";
    }
}
