using System.Globalization;

namespace SafeProcess.Commands;

/// <summary>The failures that <c>-RetryOn</c> names: exit codes, outcomes, and <c>StartFailed</c> for a system that has no process or
/// descriptor left.</summary>
internal sealed class RetryConditions
{
    private const string StartFailed = "StartFailed";

    private readonly HashSet<int> _exitCodes = [];
    private readonly HashSet<Outcome> _outcomes = [];
    private bool _startFailures;

    private RetryConditions()
    {
    }

    /// <summary>Reads exit codes and names, in any case.</summary>
    /// <exception cref="InvalidParameterException">One is neither.</exception>
    public static RetryConditions Parse(string parameter, IEnumerable<string?> texts)
    {
        var conditions = new RetryConditions();
        foreach (var text in texts)
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exitCode))
                conditions._exitCodes.Add(exitCode);
            else if (string.Equals(text, StartFailed, StringComparison.OrdinalIgnoreCase))
                conditions._startFailures = true;
            else if (Enum.TryParse<Outcome>(text, ignoreCase: true, out var outcome) && outcome != Outcome.Canceled)
                conditions._outcomes.Add(outcome);
            else
                throw new InvalidParameterException(parameter, $"has '{text}', which is neither an exit code nor one of {string.Join(", ", Names)}");
        }

        return conditions;
    }

    /// <summary>The names there are.</summary>
    public static IReadOnlyList<string> Names => [.. Enum.GetNames<Outcome>().Where(static name => name != nameof(Outcome.Canceled)), StartFailed];

    /// <summary>Whether a failure is one of them.</summary>
    /// <param name="failed">The result; null when nothing was run.</param>
    public bool Match(ProcessResult? failed) =>
        failed is not { } result
            ? _startFailures
            : _outcomes.Contains(result.Outcome) || (result.ExitCode is { } exitCode && _exitCodes.Contains(exitCode));
}
