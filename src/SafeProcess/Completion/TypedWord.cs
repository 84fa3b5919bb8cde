using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>A value as it stands in a line that is being typed.</summary>
internal static class TypedWord
{
    /// <summary>What was typed so far, without the quotes around it.</summary>
    public static string Of(string wordToComplete)
    {
        var quote = wordToComplete.Length > 0 && wordToComplete[0] is '\'' or '"' ? wordToComplete[..1] : string.Empty;
        return quote == "'" ? wordToComplete.Trim('\'').Replace("''", "'", StringComparison.Ordinal) : wordToComplete.Trim('"');
    }

    /// <summary>A value as one types it: in quotes where PowerShell would read something else.</summary>
    public static string Quote(string value) =>
        value.Length > 0 && char.IsLetter(value[0]) && value.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '+' or ':')
            ? value
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
