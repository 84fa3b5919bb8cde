using System.Globalization;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>A script block cannot be read as a command line; nothing was started.</summary>
public sealed class InvalidCommandBlockException : ArgumentException
{
    internal InvalidCommandBlockException(IScriptExtent where, string what, string instead)
        : base(null, "ScriptBlock")
    {
        Where = where;
        Message = VisibleText.Lines($"{Quote(where)} {what}. {instead}");
    }

    /// <summary>What was typed, what is wrong with it, and what to write instead.</summary>
    public override string Message { get; }

    /// <summary>The place in the text that was typed.</summary>
    public IScriptExtent Where { get; }

    /// <summary>A place in the text as people count: its words, line and column from 1.</summary>
    internal static string Quote(IScriptExtent where)
    {
        const int Longest = 60;
        var text = where.Text.ReplaceLineEndings(" ");
        if (text.Length > Longest)
            text = text[..Longest] + "…";
        return string.Create(CultureInfo.InvariantCulture, $"'{text}' (line {where.StartLineNumber}, column {where.StartColumnNumber})");
    }
}
