#!/usr/bin/env bash
# Runs the tests of the core as Windows programs on this Linux machine, under wine:
#
#   tests/under-wine.sh [--trx FILE] [--filter ...]
#
# One command, from a fresh clone, on a machine that has never seen wine. It
#   1. installs wine (the Debian package wine64) when there is none, for which it must be root; otherwise it says what is missing;
#   2. builds the tests and the program they run for Windows, with the .NET runtime inside, so that wine needs no .NET;
#   3. makes a Windows of its own in a temporary folder, and runs the tests in it;
#   4. ends what still runs in that Windows, and removes the folder: also when it fails or is interrupted.
# Nothing that was built for Linux is touched. The last line is "wine: N passed, N failed, N skipped".
#
# --trx FILE     also writes the runner's report there, which ends at the first name that XML cannot hold, and the numbers of the last line to FILE.count.
# --filter ...   all that follows goes to the runner instead of "every test", such as: --filter -class SafeProcess.Core.Tests.Runs.TextTests
#
# Exit codes: 0 all tests that ran passed; 1 some failed, or the runner did not finish; 77 nothing could be run here (no wine).
#
# What wine cannot do is skipped by name, and the reason is printed. A real Windows runs those as well (.github/workflows/windows.yml).
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
report=
filter=()
while [ $# -gt 0 ]; do
    case $1 in
        --trx) report=$(realpath -m -- "$2"); shift 2 ;;
        --filter) shift; filter=("$@"); break ;;
        *) echo "under-wine: unknown argument $1" >&2; exit 2 ;;
    esac
done

# Far above what each step takes, so that wine can hang without hanging whoever waits for this script.
install_limit=10m build_limit=30m prefix_limit=5m test_limit=40m end_limit=30s

say() { echo "under-wine: $*"; }

cannot() {
    say "the tests were not run under wine: $*" >&2
    exit 77
}

# The package's programs are not on PATH.
find_wine() {
    wine=$(dpkg -L wine64 2>/dev/null | grep -E '/wine64$' | head -n 1) || true
    server=$(dpkg -L wine64 2>/dev/null | grep -E '/wineserver(64)?$' | head -n 1) || true
    [ -n "$wine" ] || wine=$(command -v wine64 || true)
    [ -n "$server" ] || server=$(command -v wineserver64 || command -v wineserver || true)
    [ -x "$wine" ] && [ -x "$server" ]
}

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || cannot "this needs Linux on x86-64"
if ! find_wine; then
    command -v apt-get >/dev/null || cannot "wine is missing, and there is no apt-get; install wine64"
    [ "$(id -u)" = 0 ] || cannot "wine is missing; as root: apt-get install wine64"
    say "installing wine64"
    export DEBIAN_FRONTEND=noninteractive
    { timeout "$install_limit" apt-get update -q && timeout "$install_limit" apt-get install -q -y --no-install-recommends wine64; } >&2 </dev/null ||
        cannot "apt-get could not install wine64"
    find_wine || cannot "wine64 is installed, but its programs were not found"
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/safeprocess-wine.XXXXXX")
job=
export WINEPREFIX="$folder/windows" WINEARCH=win64 WINEDEBUG=-all WINESERVER="$server"
clean_up() {
    trap - EXIT INT TERM HUP
    [ -z "$job" ] || kill "$job" 2>/dev/null || true
    timeout -k 5s "$end_limit" "$server" -k </dev/null >/dev/null 2>&1 || true
    timeout -k 5s "$end_limit" "$server" -w </dev/null >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# In the background, since a shell obeys a signal only once its foreground command has ended.
run() {
    local result=0
    timeout -k 10s "$@" &
    job=$!
    wait "$job" || result=$?
    job=
    return "$result"
}

say "building for Windows"
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
publish() {
    run "$build_limit" dotnet publish "$repository/tests/$1" -r win-x64 --self-contained -c Debug -o "$folder/$2" \
        --artifacts-path "$folder/artifacts" -m:2 --disable-build-servers -v quiet "${@:3}" </dev/null >&2
}
publish SafeProcess.Core.Tests tests -p:UnrulyFolder=../unruly
publish SafeProcess.Unruly unruly

say "making a Windows"
# Wine links a user's folders to those of the real home folder, and .NET for wine is asked for in a window: neither is wanted.
mkdir -p "$folder/home"
export HOME="$folder/home"
WINEDLLOVERRIDES='mscoree=;mshtml=' run "$prefix_limit" "$wine" wineboot -i </dev/null >"$folder/wineboot.log" 2>&1 ||
    { cat "$folder/wineboot.log" >&2; cannot "wine could not make a Windows"; }

# Without mscoree .NET does not work. With winedbg a program that crashes exits with 0. What the runtime wants to stop all of its threads for is left
# out or put off (tiers of compilation, garbage collections): wine may fail at it ("SuspendThread failed"), which ends the runner.
export WINEDLLOVERRIDES='mshtml=;winedbg.exe=' DOTNET_EnableWriteXorExecute=0
export DOTNET_TieredCompilation=0 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=20000000
say "running the tests"
cd "$folder/tests"
status=0
# Into a file, since what wine leaves in the background would hold a pipe open.
: >"$folder/log"
tail -n +1 -s 0.2 --pid=$$ -f "$folder/log" &
show=$!
run "$test_limit" "$wine" SafeProcess.Core.Tests.exe -noColor -noLogo -maxThreads 2 -trx report.trx ${filter[@]+"${filter[@]}"} \
    </dev/null >"$folder/log" 2>&1 || status=$?
sleep 0.5
kill "$show" 2>/dev/null || true
wait "$show" 2>/dev/null || true
[ -z "$report" ] || ! [ -f report.trx ] || cp report.trx "$report"

# A runner that died on the way says nothing, and may exit with 0: what it says at the end is the proof.
closing=$(grep -aE '^ +SafeProcess\.Core\.Tests +Total: ' "$folder/log" | tail -n 1 || true)
if [ -z "$closing" ]; then
    say "the runner did not finish (exit code $status)" >&2
    echo "wine: 0 passed, 1 failed, 0 skipped"
    exit 1
fi
# A run without any test tells its total alone.
number() { grep -oE "$1: [0-9]+" <<<"$closing" | grep -oE '[0-9]+' || echo 0; }
errors=$(number Errors)
failed=$(($(number Failed) + errors))
skipped=$(number Skipped)
passed=$(($(number Total) - failed - skipped - $(number 'Not Run')))
if [ "$failed" -eq 0 ] && [ "$status" -ne 0 ]; then
    say "no test failed, but the runner ended with exit code $status" >&2
    failed=1
fi
if [ $((passed + failed)) -eq 0 ]; then
    say "no test ran" >&2
    failed=1
fi
[ -z "$report" ] || echo "$passed $failed $skipped" >"$report.count"
echo "wine: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
