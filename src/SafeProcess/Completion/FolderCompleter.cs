using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Completes folders, and no files.</summary>
public sealed class FolderCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete).Where(static found => found.ResultType == CompletionResultType.ProviderContainer);
}
