#!/usr/bin/env bash
# Runs a command and fails when something of it is left afterwards:
#
#   tests/nothing-left.sh [--patience SECONDS] [--] COMMAND ARGUMENT ...
#
# Left is: a process that the command started, however it detached, with its zombies; a file in the temporary folder, which is one of its own; a
# new file in /dev/shm. Each is told, a process is then killed and the temporary folder removed.
#
# A process is known by a variable in its environment, or as a descendant: what loses its parent becomes a child of this script, which makes itself
# the one that adopts, with perl. Where there is no perl, only those are found that kept the variable or whose parent did.
#
# The build servers of .NET are to outlive a command, so it gets none: each build works alone.
#
# --patience SECONDS   how long what is just ending may take, 10 by default.
#
# Exit codes: that of the command; when that is 0, 1 if something was left.
set -euo pipefail

# The setting survives exec, and no child inherits it. prctl(PR_SET_CHILD_SUBREAPER, 1) by its number on x64 and arm64.
if [ "${NOTHING_LEFT_ADOPTS:-}" != $$ ] && command -v perl >/dev/null; then
    NOTHING_LEFT_ADOPTS=$$ exec perl -e '
        use POSIX ();
        my $call = { x86_64 => 157, aarch64 => 167 }->{(POSIX::uname())[4]};
        syscall($call, 36, 1, 0, 0, 0) if $call;
        exec @ARGV' "$BASH" "${BASH_SOURCE[0]}" "$@"
fi
unset NOTHING_LEFT_ADOPTS

patience=10
while [ $# -gt 0 ]; do
    case $1 in
        --patience) patience=${2:?--patience needs seconds}; shift 2 ;;
        --) shift; break ;;
        -*) echo "nothing-left: unknown argument $1" >&2; exit 2 ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || { echo "nothing-left: no command" >&2; exit 2; }

say() { echo "nothing-left: $*" >&2; }

mark=NOTHING_LEFT=$$-$RANDOM$RANDOM$RANDOM
folder=$(mktemp -d "${TMPDIR:-/tmp}/nothing-left.XXXXXX")
trap 'rm -rf "$folder"' EXIT
# As the temporary folder is everywhere: tests become another user.
chmod 1777 "$folder"

# Without what the SDK of .NET leaves of each build: NuGet's folder of locks, and empty folders whose names are six characters.
temporary_files() {
    find "$folder" -mindepth 1 -maxdepth 1 ! -name 'NuGetScratch*' -regextype posix-extended ! \( -type d -empty -regex '.*/[A-Za-z0-9]{6}' \) |
        LC_ALL=C sort
}

shared_files() { find /dev/shm -mindepth 1 2>/dev/null | LC_ALL=C sort; }

# Sets left_processes, without a process of its own while it looks.
find_processes() {
    local path text id
    local -A parents=() ours=()
    for path in $(grep -lzsxF -- "$mark" /proc/[0-9]*/environ); do
        path=${path%/environ}
        ours[${path#/proc/}]=1
    done
    for path in /proc/[0-9]*; do
        # The name, in parentheses, may hold anything.
        { IFS= read -r -d '' text || [ -n "$text" ]; } 2>/dev/null <"$path/stat" || continue
        text=${text##*) }
        text=${text#* }
        parents[${path#/proc/}]=${text%% *}
    done
    left_processes=()
    for path in "${!parents[@]}"; do
        for ((id = path; id > 0 && id != $$; id = ${parents[$id]:-0})); do
            [ -z "${ours[$id]:-}" ] || break
        done
        # Not what this shell was started with or by, up to the system's first process.
        if ((id > 0)) && { [ -n "${ours[$id]:-}" ] || ((path != $$)); }; then left_processes+=("$path"); fi
    done
}

tell_process() {
    local command state
    state=$(sed -n 's/^State:\t//p' "/proc/$1/status" 2>/dev/null) || return 0
    command=$(tr '\0\n' '  ' <"/proc/$1/cmdline" 2>/dev/null | cut -c 1-200) || true
    say "left: process $1, $state: ${command:-$(cat "/proc/$1/comm" 2>/dev/null || true)}"
}

# In a function, as a shell reads a script while it runs it, which may be changed meanwhile.
main() {
    local before files end id i status=0
    before=$(shared_files)
    env "$mark" TMPDIR="$folder" MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0 "$@" || status=$?

    end=$((SECONDS + patience + 1))
    while :; do
        find_processes
        files=$(temporary_files)
        # No <(...): this script would not wait for such a process, which may outlive it.
        files+=$(shared_files | LC_ALL=C comm -13 /dev/fd/3 - 3<<<"$before" | sed 's/^/\n/')
        if [ ${#left_processes[@]} -eq 0 ] && [ -z "$files" ]; then break; fi
        if [ $SECONDS -ge $end ]; then break; fi
        sleep 0.2
    done

    if [ ${#left_processes[@]} -eq 0 ] && [ -z "$files" ]; then
        say "nothing was left"
        exit "$status"
    fi
    for id in "${left_processes[@]}"; do tell_process "$id"; done
    for id in "${left_processes[@]}"; do kill -KILL "$id" 2>/dev/null || true; done
    # Killed is not yet ended, and whoever runs this script would find it.
    for id in "${left_processes[@]}"; do
        for ((i = 0; i < 100; i++)); do
            case $(sed -n 's/^State:\t//p' "/proc/$id/status" 2>/dev/null) in '' | [ZX]*) break ;; esac
            sleep 0.05
        done
    done
    [ -z "$files" ] || sed '/^$/d; s/^/nothing-left: left: /' <<<"$files" >&2
    if [ "$status" -eq 0 ]; then status=1; fi
    exit "$status"
}
main "$@"
