using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Completes names and exit codes, and tells what each code means. The last exit code that there was comes first after the names: it is mostly the one
/// that somebody has just met.</summary>
public abstract class ExitCodeCompleter : IArgumentCompleter
{
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<(string Text, string Meaning)> _codes;

    private protected ExitCodeCompleter(IReadOnlyList<string> names, IReadOnlyList<(string Text, string Meaning)> codes) =>
        (_names, _codes) = (names, codes);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from offer in _names.Select(static name => (Text: name, Meaning: name)).Concat(LastCode()).Concat(_codes).DistinctBy(static offer => offer.Text)
        where offer.Text.StartsWith(TypedWord.Of(wordToComplete), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(offer.Text, offer.Text, CompletionResultType.ParameterValue, offer.Meaning);

    private static IEnumerable<(string Text, string Meaning)> LastCode()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var codes = shell.AddScript("$global:LASTEXITCODE").Invoke();
        return from code in codes
               where code?.BaseObject is int and not 0
               select (((int)code.BaseObject).ToString(CultureInfo.InvariantCulture), "the last exit code, $LASTEXITCODE");
    }
}
