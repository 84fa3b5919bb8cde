namespace SafeProcess.Cli;

/// <summary>Completion for bash 3.2 and later, with or without the package bash-completion.</summary>
internal static class BashCompletion
{
    public static string Script() => Template
        .Replace("@options@", Shell.Names(OptionTable.All), StringComparison.Ordinal)
        .Replace("@valued@", Shell.Alternatives(OptionTable.All.Where(static option => option.Value is not null)), StringComparison.Ordinal)
        .Replace("@timeout@", OptionTable.Timeout.Name, StringComparison.Ordinal)
        .Replace("@values@", Values(), StringComparison.Ordinal);

    private static string Values() => string.Concat(
        OptionTable.All.Select(static option => (option, Action: Action(option))).Where(static pair => pair.Action is not null)
            .Select(static pair => $"            {Shell.Alternatives([pair.option])}) {pair.Action} ;;\n")).TrimEnd('\n');

    private static string? Action(Option option) =>
        option.Choices.Count > 0 ? $"COMPREPLY=($(compgen -W '{string.Join(' ', option.Choices)}' -- \"$value\"))"
        : option.IsFolder ? "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$value\"))"
        : option.IsVariable ? "compopt -o nospace 2>/dev/null; [[ $value == *=* ]] || COMPREPLY=($(compgen -v -S = -- \"$value\"))"
        : null;

    // bash splits words at = and : as well; they are put together again by what stands between them in the line.
    private const string Template = """
        # Completion of safeprocess for bash. Made by: safeprocess --completion bash
        _safeprocess()
        {
            local IFS=$' \t\n' line=$COMP_LINE piece i timed= option= value program=
            local -a words=() places=()
            COMPREPLY=()
            for ((i = 0; i <= COMP_CWORD; i++)); do
                piece=${COMP_WORDS[i]}
                if ((i > 0)) && [[ $line != [[:space:]]* ]]; then
                    words[${#words[@]} - 1]+=$piece
                else
                    words+=("$piece") places+=("$i")
                fi
                line=${line#"${line%%[![:space:]]*}"}
                line=${line#"$piece"}
            done
            local last=$((${#words[@]} - 1))
            local word=${words[last]}

            for ((i = 1; i <= last; i++)); do
                case ${words[i]} in
                    --) ((i < last)) && program=$((i + 1)); break ;;
                    --*=*) [[ ${words[i]} == @timeout@=* ]] && timed=1 ;;
                    @valued@)
                        [[ ${words[i]} == @timeout@ ]] && timed=1
                        ((i + 1 == last)) && option=${words[i]}
                        ((i++)) ;;
                    -*) ;;
                    *)
                        if [[ -z $timed && $i -lt $last && ${words[i]} =~ ^([0-9.]+(ms|s|m|h|d)?)+$ ]]; then
                            timed=1
                        else
                            program=$i
                            break
                        fi ;;
                esac
            done

            if [[ -n $program ]]; then
                if declare -F _comp_command_offset >/dev/null; then
                    _comp_command_offset "${places[program]}"
                elif declare -F _command_offset >/dev/null; then
                    _command_offset "${places[program]}"
                elif ((program == last)); then
                    COMPREPLY=($(compgen -c -- "$word"))
                fi
                return
            fi

            value=$word
            if [[ -z $option && $word == --*=* ]]; then
                option=${word%%=*} value=${word#*=}
                [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=
            fi
            case $option in
                '') COMPREPLY=($(compgen -W '@options@' -- "$word")) ;;
        @values@
            esac
            [[ -z $prefix ]] || COMPREPLY=("${COMPREPLY[@]/#/$prefix}")
        }
        complete -o bashdefault -o default -F _safeprocess safeprocess

        """;
}
