using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Completes the signals that this system can send to a single program, by their names with SIG or without.</summary>
public sealed class StopSignalCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = TypedWord.Of(wordToComplete);
        return from signal in ProcessSpec.StopSignals
               where Begins(signal.ToString(), typed) || Begins(StopSignalText.ShortName(signal), typed)
               select new CompletionResult(signal.ToString());
    }

    private static bool Begins(string name, string typed) => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
}
