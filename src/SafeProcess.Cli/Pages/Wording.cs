namespace SafeProcess.Cli;

/// <summary>What help and manual page both say.</summary>
internal static class Wording
{
    public const string Summary = "Runs a program safely: no deadlock, no run without end, no process left behind, no output lost.";

    public const string Usage = "[OPTION]... [TIME] [--] PROGRAM [ARGUMENT]...";

    /// <summary>How values are written, a paragraph each.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "What follows PROGRAM belongs to it, options as well. Standard input is passed on when it is a pipe or a file, and empty when it is a terminal.",
        "TIME: 5 and 1.5 are seconds; 500ms, 30s, 5m, 1h30m, 1d work too. A TIME before PROGRAM is a timeout, as for GNU timeout.",
        "SIZE: 4096 is bytes; 64K, 512M (or 512MB), 2G are multiples of 1,024.",
    ];

    /// <summary>The exit codes, and what each says.</summary>
    public static IReadOnlyList<(string Code, string Meaning)> ExitCodes { get; } =
    [
        ("124", "after a deadline, whatever ended the program, unless --preserve-status was given"),
        ("125", "safeprocess itself failed, a limit was exceeded, or --orphans fail had some to stop"),
        ("126", "the program cannot be run"),
        ("127", "the program was not found"),
        ("128 + n", "signal n ended the program, or safeprocess"),
        ("other", "the program's own"),
    ];

    /// <summary>An option as it is listed: every spelling, and its value.</summary>
    public static string Heading(Option option) => string.Join(", ", option.Spellings) + (option.Value is null ? "" : " " + option.Value);
}
