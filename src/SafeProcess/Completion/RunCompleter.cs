using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Offers what names the runs that are going on, and says of each which it is.</summary>
public abstract class RunCompleter : IArgumentCompleter
{
    private readonly RunValue _value;
    private readonly RunValue? _unnamed;
    private readonly bool _jobsOnly;

    /// <param name="value">What is offered behind the parameter's name.</param>
    /// <param name="jobsOnly">Whether the parameter takes jobs only.</param>
    /// <param name="unnamed">What is offered at the parameter's position; null for nothing, which leaves the position to another parameter.</param>
    private protected RunCompleter(RunValue value, bool jobsOnly, RunValue? unnamed) => (_value, _jobsOnly, _unnamed) = (value, jobsOnly, unnamed);

    /// <inheritdoc/>
    /// <returns>Null leaves the position to another parameter. PowerShell puts an empty result behind all else that is returned for one of several.</returns>
    public IEnumerable<CompletionResult>? CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if ((IsNamed(commandAst, parameterName) ? _value : _unnamed) is not { } value)
            return null;
        var typed = TypedWord.Of(wordToComplete);
        return Offers(value).Where(offer => offer.Words.Any(word => word.StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
            .DistinctBy(static offer => offer.Text, StringComparer.OrdinalIgnoreCase)
            .Select(static offer => new CompletionResult(offer.Text, offer.Shown, CompletionResultType.ParameterValue, offer.Told));
    }

    private static bool IsNamed(CommandAst command, string parameter) =>
        command.CommandElements.OfType<CommandParameterAst>().Any(typed => parameter.StartsWith(typed.ParameterName, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<Offer> Offers(RunValue value)
    {
        foreach (var run in ActiveRuns.Going())
        {
            if (run.Job is null && _jobsOnly)
                continue;
            foreach (var (text, words, shown) in NamesOf(run, value))
                yield return new Offer(text, words, VisibleText.Of(shown), CommandLine.Show(run.Run!.Spec));
        }
    }

    private IEnumerable<(string Text, string[] Words, string Shown)> NamesOf(ActiveRun run, RunValue value)
    {
        var id = run.Id.ToString(CultureInfo.InvariantCulture);
        var name = run.Job?.Name ?? run.Program;
        switch (value)
        {
            case RunValue.Id:
                yield return (id, [id, name, run.Program], $"{id} ({name})");
                break;
            case RunValue.Run:
                var expression = $"(Get-SafeProcess -Id {id})";
                yield return (expression, [expression, id, name], $"{name} ({id})");
                break;
            case RunValue.Job:
                var jobId = run.Job!.Id.ToString(CultureInfo.InvariantCulture);
                var job = $"(Get-Job -Id {jobId})";
                yield return (job, [job, jobId, name], $"{name} ({jobId})");
                break;
            default:
                yield return (TypedWord.Quote(name), [name], name);
                if (!_jobsOnly)
                    yield return (TypedWord.Quote(run.Program), [run.Program], run.Program);
                break;
        }
    }

    /// <param name="Text">What is put into the line.</param>
    /// <param name="Words">What a person may have begun to type for it.</param>
    /// <param name="Shown">What the menu shows.</param>
    /// <param name="Told">What the menu tells of it.</param>
    private readonly record struct Offer(string Text, string[] Words, string Shown, string Told);
}
