using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Finds out what the first word of a command line means to PowerShell: it must be a program.</summary>
/// <param name="session">Whose aliases and functions count.</param>
/// <param name="commands">Looks commands up.</param>
internal sealed class ProgramName(SessionState session, CommandInvocationIntrinsics commands)
{
    private static readonly char[] _separators = ['/', '\\'];

    /// <summary>The program that a name stands for: an alias gives the program behind it.</summary>
    /// <param name="typed">Where the name stands.</param>
    /// <param name="value">Its value.</param>
    /// <returns>A path, or the name to be found on PATH; a name that PowerShell does not know stays as it is, for the start to fail on.</returns>
    /// <exception cref="InvalidCommandBlockException">It is no program.</exception>
    public string Resolve(ExpressionAst typed, object? value)
    {
        var command = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (command is CommandInfo named)
            return Resolve(typed, named);
        if (command is ScriptBlock)
            throw new InvalidCommandBlockException(typed.Extent, "is a script block, no program", "Call it without this cmdlet.");
        var name = LanguagePrimitives.ConvertTo<string>(command);
        return string.IsNullOrEmpty(name)
            ? throw new InvalidCommandBlockException(typed.Extent, "gives no name of a program", "Its value is empty.")
            : Find(name) is { } found ? Resolve(typed, found) : name;
    }

    /// <summary>What of PowerShell's own a name stands for; null for a program. Does what PowerShell does before it looks through the folders of PATH,
    /// which the start will do once more.</summary>
    private CommandInfo? Find(string name)
    {
        // What has a folder in it can only be a file.
        if (name.IndexOfAny(_separators) >= 0 || WildcardPattern.ContainsWildcardCharacters(name))
            return null;

        // A cmdlet has a dash in its name, and so have a few programs.
        var mayBeOwn = name.Contains('-', StringComparison.Ordinal)
            || session.PSVariable.GetValue("Alias:" + name) is not null
            || session.PSVariable.GetValue("Function:" + name) is not null;
        return mayBeOwn && commands.GetCommand(name, CommandTypes.All) is { } command and not ApplicationInfo ? command : null;
    }

    private string Resolve(ExpressionAst typed, CommandInfo command)
    {
        switch (command)
        {
            case ApplicationInfo program:
                return program.Path;
            case AliasInfo alias:
                return commands.GetCommand(alias.Definition, CommandTypes.All) is { } behind and not ApplicationInfo ? Resolve(typed, behind) : alias.Definition;
            case ExternalScriptInfo:
                throw Refuse(typed, "is a script of PowerShell", $"Run it as a program of its own: {{ pwsh -NoProfile -File {typed.Extent.Text} }}");
            default:
                throw Refuse(typed, $"is the {command.CommandType.ToString().ToLowerInvariant()} {command.Name} of PowerShell", Instead(typed));
        }
    }

    // People mean the program by a name such as echo, which PowerShell keeps for a command of its own.
    private string Instead(ExpressionAst typed) =>
        typed is StringConstantExpressionAst { Value: var name } && commands.GetCommand(name, CommandTypes.Application) is { } program
            ? $"The program of that name is {program.Source}: write that."
            : "Call it outside of the block: pipe what it gives into the cmdlet, or the cmdlet's output into it.";

    private static InvalidCommandBlockException Refuse(ExpressionAst typed, string what, string instead) => new(typed.Extent, what + ", and no program", instead);
}
