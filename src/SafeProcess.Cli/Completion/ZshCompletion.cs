using System.Text;

namespace SafeProcess.Cli;

/// <summary>Completion for zsh, as a function to be autoloaded or a file to be sourced.</summary>
internal static class ZshCompletion
{
    public static string Script() => Template.Replace("@specs@", string.Join(" \\\n", OptionTable.All.Select(static option => "        " + Spec(option))), StringComparison.Ordinal);

    private static string Spec(Option option)
    {
        string[] spellings = [.. option.Spellings];
        var others = option.MayRepeat ? "*" : spellings.Length > 1 ? $"({string.Join(' ', spellings)})" : "";
        var hint = Escape(Shell.Hint(option), "[]:");
        var value = option.Value is null ? "" : $":{Escape(option.Value, ":")}:{Action(option)}";
        if (spellings.Length == 1)
            return Shell.Quote($"{others}{Written(spellings[0], option)}[{hint}]{value}");
        return $"{Shell.Quote(others)}{{{string.Join(',', spellings.Select(spelling => Written(spelling, option)))}}}{Shell.Quote($"[{hint}]{value}")}";
    }

    // -k+ takes its value with a blank or without, --grace= with a blank or an equals sign.
    private static string Written(string spelling, Option option) => option.Value is null ? spelling : spelling + (spelling.Length == 2 ? "+" : "=");

    private static string Action(Option option) =>
        option.Choices.Count > 0 ? $"({string.Join(' ', option.Choices)})"
        : option.IsFolder ? "_files -/"
        : option.IsVariable ? "_parameters -g \"*export*\" -qS=" : " ";

    private static string Escape(string text, string special)
    {
        var escaped = new StringBuilder();
        foreach (var one in text)
            (special.Contains(one, StringComparison.Ordinal) ? escaped.Append('\\') : escaped).Append(one);
        return escaped.ToString();
    }

    private const string Template = """
        #compdef safeprocess
        # Completion of safeprocess for zsh. Made by: safeprocess --completion zsh
        _safeprocess() {
            local curcontext=$curcontext state state_descr line
            typeset -A opt_args
            _arguments -s -S -C -A '-*' \
        @specs@ \
                '*:::program:->program' && return
            [[ $state == program ]] || return
            if (( CURRENT > 1 && ! ${+opt_args[--timeout]} )) && [[ $words[1] == [0-9.]* && $words[1] != *[^0-9.dhms]* ]]; then
                shift words
                (( CURRENT-- ))
            fi
            if (( CURRENT == 1 )); then
                _command_names -e
            else
                _normal
            fi
        }
        if [[ $funcstack[1] == _safeprocess ]]; then
            _safeprocess "$@"
        else
            compdef _safeprocess safeprocess
        fi

        """;
}
