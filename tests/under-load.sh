#!/usr/bin/env bash
# Runs `dotnet test` again and again while the machine has other work, and counts the runs that were green:
#
#   tests/under-load.sh [--beside-another] [TIMES]
#
# The other work is a busy loop for each processor or, with --beside-another, the same tests of a second clone of the last commit, whose runs count as well.
# Each run prints a line, and what failed in it. The whole output of a run that failed is kept in the temporary folder, by the name that is printed.
#
# TIMES   how often: 20 by default, and 5 beside another.
#
# Exit codes: 0 when all were green, 1 when not, 2 when nothing could be run.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

times=20 another=
if [ "${1:-}" = --beside-another ]; then
    times=5 another=1
    shift
fi
times=${1:-$times}
[[ $times =~ ^[1-9][0-9]*$ ]] || { echo "under-load: TIMES is a number from 1, not '$times'" >&2; exit 2; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/under-load.XXXXXX")
# Some tests run as another user, who has to reach the second clone.
chmod 755 "$folder"
loops=() runs=()
# Each job leads a group: a script that is broken off ends what it started.
set -m
end() {
    # The shell tells of each job that is killed.
    exec 2>/dev/null
    for job in "${loops[@]}" "${runs[@]}"; do
        kill -- -"$job"
    done
    rm -rf "$folder/other"
    rmdir "$folder"
}
trap end EXIT

# Runs the tests of a checkout once.
test_once() {
    local name=$1 checkout=$2 log=$folder/$1.log start=$SECONDS code
    (cd "$checkout" && exec dotnet test </dev/null >"$log" 2>&1)
    code=$?
    echo "run $name: $(awk '/^(Passed|Failed)! / { gsub(",", ""); for (i = 1; i < NF; i++) sum[$i] += $(i + 1) }
        END { printf "%d passed, %d failed, %d skipped", sum["Passed:"], sum["Failed:"], sum["Skipped:"] }' "$log") in $((SECONDS - start)) s"
    if [ "$code" = 0 ]; then
        rm "$log"
    else
        grep -E '^ +Failed |error ' "$log"
        echo "exit code $code; its output is in $log"
    fi
    return "$code"
}

checkouts=("$PWD")
if [ -n "$another" ]; then
    git clone -q . "$folder/other" || exit 2
    checkouts+=("$folder/other")
fi
# Built before, so that the load is beside the tests and not beside the compiler.
for checkout in "${checkouts[@]}"; do
    (cd "$checkout" && dotnet build -v quiet </dev/null) || exit 2
done
dotnet build-server shutdown >/dev/null

if [ -z "$another" ]; then
    for _ in $(seq "$(nproc)"); do
        while :; do :; done &
        loops+=($!)
    done
fi

green=0
for ((time = 1; time <= times; time++)); do
    for place in "${!checkouts[@]}"; do
        test_once "$time$([ "$place" = 0 ] || echo -other)" "${checkouts[place]}" &
        runs+=($!)
    done
    for run in "${runs[@]}"; do
        wait "$run" && green=$((green + 1))
    done
    runs=()
done
echo "$green of $((times * ${#checkouts[@]})) runs were green"
[ "$green" = $((times * ${#checkouts[@]})) ]
