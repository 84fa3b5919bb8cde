namespace SafeProcess.Commands;

/// <summary>Shows a program and its arguments as one would type them in PowerShell. For the eye only: a run passes arguments as
/// they are.</summary>
internal static class CommandLine
{
    /// <summary>A run's programs, joined by <c>|</c>.</summary>
    public static string Show(ProcessSpec spec)
    {
        var last = Show(spec.FilePath, spec.ArgumentList);
        return spec.PipedFrom is { } upstream ? $"{Show(upstream)} | {last}" : last;
    }

    /// <summary>One program with its arguments.</summary>
    public static string Show(string program, IReadOnlyList<string> arguments) =>
        arguments.Count == 0 ? Quote(program) : $"{Quote(program)} {string.Join(' ', arguments.Select(Quote))}";

    private static string Quote(string text) =>
        text.Length > 0 && text.All(static c => char.IsLetterOrDigit(c) || "-_./:=+%,\\~^".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
