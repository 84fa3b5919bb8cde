namespace SafeProcess.Cli;

/// <summary>What the scripts for completion have in common.</summary>
internal static class Shell
{
    /// <summary>The long names, and the letters of those that have one.</summary>
    public static string Names(IEnumerable<Option> options) => string.Join(' ', options.SelectMany(static option => option.Spellings));

    /// <summary>The spellings as a pattern of case.</summary>
    public static string Alternatives(IEnumerable<Option> options) => string.Join('|', options.SelectMany(static option => option.Spellings));

    /// <summary>What an option does, short enough for a list.</summary>
    public static string Hint(Option option)
    {
        var text = option.Description;
        foreach (var end in (ReadOnlySpan<string>)[". ", "; ", ", with "])
        {
            if (text.IndexOf(end, StringComparison.Ordinal) is > 0 and var at)
                text = text[..at];
        }

        return text.TrimEnd('.');
    }

    /// <summary>A text in the quotes of a shell.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
