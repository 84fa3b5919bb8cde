namespace SafeProcess.Commands;

/// <summary>Shows a program and its arguments as one would type them in PowerShell, with escapes for what cannot be seen. For the eye only: a run passes arguments as
/// they are.</summary>
internal static class CommandLine
{
    /// <summary>A run's programs, joined by <c>|</c>.</summary>
    public static string Show(ProcessSpec spec) => Show(spec, static path => path);

    /// <summary>A program and its arguments, in which secrets are hidden already.</summary>
    public static string Show(string filePath, IEnumerable<string> arguments) => string.Join(' ', [Quote(filePath), .. arguments.Select(Quote)]);

    /// <summary>A run's programs without their folders, cut to what fits a line.</summary>
    public static string ShowShort(ProcessSpec spec)
    {
        const int Longest = 60;
        var command = Show(spec, Path.GetFileName);
        return command.Length <= Longest ? command : command[..(Longest - 1)] + "…";
    }

    private static string Show(ProcessSpec spec, Func<string, string?> nameOf)
    {
        var mask = SecretMask.Of(spec);
        var stages = new List<string>();
        for (var stage = spec; stage is not null; stage = stage.PipedFrom)
            stages.Insert(0, Show(nameOf(stage.FilePath)!, mask.Hide(stage.ArgumentList)));
        return string.Join(" | ", stages);
    }

    // In quotes the mask would look like an argument of that name.
    private static string Quote(string text) =>
        VisibleText.Of(text.Length > 0 && text.Replace(SecretMask.Hidden, "", StringComparison.Ordinal).All(static c => char.IsLetterOrDigit(c) || "-_./:=+%,\\~^".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'");
}
