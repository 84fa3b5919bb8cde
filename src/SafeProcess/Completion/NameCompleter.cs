using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Completes one of a list of names.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private readonly IReadOnlyList<string> _names;

    private protected NameCompleter(IReadOnlyList<string> names) => _names = names;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from name in _names
        where name.StartsWith(TypedWord.Of(wordToComplete), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(name);
}
