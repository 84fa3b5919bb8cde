namespace SafeProcess.Commands;

/// <summary>Shows a program and its arguments as one would type them in PowerShell, with escapes for what cannot be seen. For the eye only: a run passes arguments as
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

    /// <summary>A run's programs without their folders, cut to what fits a line.</summary>
    public static string ShowShort(ProcessSpec spec)
    {
        const int Longest = 60;
        var stages = new List<string>();
        for (var stage = spec; stage is not null; stage = stage.PipedFrom)
            stages.Insert(0, Show(Path.GetFileName(stage.FilePath), stage.ArgumentList));
        var command = string.Join(" | ", stages);
        return command.Length <= Longest ? command : command[..(Longest - 1)] + "…";
    }

    private static string Quote(string text) =>
        VisibleText.Of(text.Length > 0 && text.All(static c => char.IsLetterOrDigit(c) || "-_./:=+%,\\~^".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'");
}
