using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Completes programs on PATH and, for anything with a directory in it, files. Leaves out what the run could not
/// start: PowerShell's own commands.</summary>
public sealed class ProgramCompleter : IArgumentCompleter
{
    private static readonly char[] Separators = ['/', '\\', ':', '~'];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (wordToComplete.IndexOfAny(Separators) >= 0)
            return CompletionCompleters.CompleteFilename(wordToComplete);

        // PowerShell adds the full path of each program that PATH holds twice; the name is enough.
        return CompletionCompleters.CompleteCommand(wordToComplete, moduleName: null, CommandTypes.Application)
            .Where(program => program.CompletionText.IndexOfAny(Separators) < 0);
    }
}
