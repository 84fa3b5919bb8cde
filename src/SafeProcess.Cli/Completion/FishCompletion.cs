using System.Text;

namespace SafeProcess.Cli;

/// <summary>Completion for fish.</summary>
internal static class FishCompletion
{
    public static string Script() => Template
        .Replace("@valued@", Shell.Names(OptionTable.All.Where(static option => option.Value is not null)), StringComparison.Ordinal)
        .Replace("@timeout@", OptionTable.Timeout.Name, StringComparison.Ordinal)
        .Replace("@options@", string.Join('\n', OptionTable.All.Select(Line)), StringComparison.Ordinal);

    private static string Line(Option option)
    {
        var line = new StringBuilder("complete -c safeprocess -n 'not __safeprocess_program >/dev/null'");
        foreach (var spelling in option.Spellings)
            line.Append(spelling.Length == 2 ? " -s " : " -l ").Append(spelling.TrimStart('-'));
        if (option.Value is not null)
            line.Append(" -x");
        if (Values(option) is { } values)
            line.Append(" -a ").Append(values);
        return line.Append(" -d ").Append(Quote(Shell.Hint(option))).ToString();
    }

    private static string? Values(Option option) =>
        option.Choices.Count > 0 ? $"'{string.Join(' ', option.Choices)}'"
        : option.IsFolder ? "'(__fish_complete_directories (commandline -ct))'"
        : option.IsVariable ? "'(set -nx)='"
        : null;

    private static string Quote(string text) => $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";

    private const string Template = """
        # Completion of safeprocess for fish. Made by: safeprocess --completion fish
        # The words from the program on, if there is one before the word that is completed.
        function __safeprocess_program
            set -l words (commandline -opc)
            set -e words[1]
            set -l timed 0
            while set -q words[1]
                switch $words[1]
                    case --
                        set -e words[1]
                        break
                    case '--*=*'
                        string match -q -- '@timeout@=*' $words[1]; and set timed 1
                    case @valued@
                        test "$words[1]" = @timeout@; and set timed 1
                        set -q words[2]; or return 1
                        set -e words[1]
                    case '-*'
                    case '*'
                        if test $timed = 1; or not string match -qr -- '^([0-9.]+(ms|s|m|h|d)?)+$' $words[1]
                            break
                        end
                        set timed 1
                end
                set -e words[1]
            end
            set -q words[1]; or return 1
            printf '%s\n' $words
        end

        function __safeprocess_complete_program
            set -l words (__safeprocess_program | string escape)
            if set -q words[1]
                complete -C "$words "(commandline -ct)
            else if not string match -q -- '-*' (commandline -ct)
                __fish_complete_command
            end
        end

        complete -c safeprocess -f
        complete -c safeprocess -x -a '(__safeprocess_complete_program)'
        @options@

        """;
}
