#!/usr/bin/env bash
# Runs the tests of the core, and the Pester files in a PowerShell for Windows, as Windows programs on this Linux machine, under wine:
#
#   tests/under-wine.sh [--trx FILE] [--cmdlets] [--filter ...]
#
# One command, from a fresh clone, on a machine that has never seen wine. It
#   1. installs wine (the Debian package wine64) when there is none, for which it must be root; otherwise it says what is missing;
#   2. builds the tests and the program they run for Windows, with the .NET runtime inside, so that wine needs no .NET;
#   3. makes a Windows of its own in a temporary folder, and runs the tests in it;
#   4. at the same time runs the Pester files there, with the newest Pester, in the PowerShell of the .NET tool, whose package holds that for Windows too,
#      and for which a .NET was laid out;
#   5. ends what still runs in that Windows, and removes the folder: also when it fails or is interrupted.
# Nothing that was built for Linux is touched. The last line is "wine: N passed, N failed, N skipped".
#
# --trx FILE     also writes the runner's report there, which ends at the first name that XML cannot hold, and the numbers of the last line to FILE.count.
# --cmdlets      only the Pester files.
# --filter ...   only the tests of the core, and all that follows goes to the runner instead of "every test", such as: --filter -class SafeProcess.Core.Tests.Runs.TextTests
#
# Exit codes: 0 all tests that ran passed; 1 some failed, or the runner did not finish; 77 nothing could be run here (no wine).
#
# Without SAFEPROCESS_TESTS=all what takes long is left out, as "dotnet test" does. What wine cannot do is skipped by name, and the reason is printed. A real
# Windows runs those as well (.github/workflows/windows.yml).
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
report=
filter=()
core=true cmdlets=true
[ "${SAFEPROCESS_TESTS:-}" = all ] || filter=(-trait- Category=Long)
while [ $# -gt 0 ]; do
    case $1 in
        --trx) report=$(realpath -m -- "$2"); shift 2 ;;
        --cmdlets) core=false; shift ;;
        --filter) shift; filter=("$@"); cmdlets=false; break ;;
        *) echo "under-wine: unknown argument $1" >&2; exit 2 ;;
    esac
done

# Far above what each step takes, so that wine can hang without hanging whoever waits for this script.
install_limit=10m build_limit=30m prefix_limit=5m test_limit=40m pester_limit=20m end_limit=30s

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
command -v script >/dev/null || cannot "script is missing; install bsdutils"
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
job= pester_job=
export WINEPREFIX="$folder/windows" WINEARCH=win64 WINEDEBUG=-all WINESERVER="$server"
clean_up() {
    trap - EXIT INT TERM HUP
    [ -z "$job$pester_job" ] || kill $job $pester_job 2>/dev/null || true
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
# "dotnet test" and whoever edits have the analyzers look at the same sources. An environment variable is a property of MSBuild.
export RunAnalyzers=false
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
publish() {
    run "$build_limit" dotnet publish "$repository/tests/$1" -r win-x64 --self-contained -c Debug -o "$folder/$2" \
        --artifacts-path "$folder/artifacts" -m:2 --disable-build-servers -v quiet "${@:3}" </dev/null >&2
}
publish SafeProcess.Unruly unruly
if $core; then publish SafeProcess.Core.Tests tests -p:UnrulyFolder=../unruly; fi
if $cmdlets; then
    # A checkout of its own, since the module's bin lies in it. What is compiled is the same for every system.
    mkdir "$folder/checkout"
    cp -R "$repository/SafeProcess.psd1" "$repository/module" "$repository/build" "$folder/checkout"
    (cd "$repository" && find tests -name '*.ps1' -exec cp --parents -t "$folder/checkout" {} +)
    run "$build_limit" dotnet build "$repository/src/SafeProcess" -c Debug --artifacts-path "$folder/artifacts" -p:ModuleRoot="$folder/checkout/" \
        -m:2 --disable-build-servers -v quiet </dev/null >&2
    run "$build_limit" dotnet build "$repository/tests/SafeProcess.Wine" -t:LayOut -p:LayOutFolder="$folder/engine" --artifacts-path "$folder/artifacts" \
        -m:2 --disable-build-servers -v quiet </dev/null >&2
fi

say "making a Windows"
# Wine links a user's folders to those of the real home folder, and .NET for wine is asked for in a window: neither is wanted.
mkdir -p "$folder/home"
export HOME="$folder/home"
WINEDLLOVERRIDES='mscoree=;mshtml=' run "$prefix_limit" "$wine" wineboot -i </dev/null >"$folder/wineboot.log" 2>&1 ||
    { cat "$folder/wineboot.log" >&2; cannot "wine could not make a Windows"; }

# Without mscoree .NET does not work. With winedbg a program that crashes exits with 0. What the runtime wants to stop all of its threads for is left
# out or put off (another compilation of what is called often, garbage collections): wine may fail at it ("SuspendThread failed"), which ends the runner.
# Compiling with all optimizations at once (DOTNET_TieredCompilation=0) leaves that out too, but then the runner hangs where a test throws.
export WINEDLLOVERRIDES='mshtml=;winedbg.exe=' DOTNET_EnableWriteXorExecute=0
export DOTNET_TC_CallCounting=0 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=20000000
passed=0 failed=0 skipped=0

# Shows what a command writes. Into a file, since what wine leaves in the background would hold a pipe open.
run_shown() {
    local log=$1 result=0 show
    shift
    # Each start of a PowerShell makes wine complain of the disk, which it cannot ask for its name.
    tail -n +1 -s 0.2 --pid=$$ -f "$log" > >(grep --line-buffered -v '^wine: Read access denied for device') &
    show=$!
    "$@" || result=$?
    sleep 0.5
    kill "$show" 2>/dev/null || true
    wait "$show" 2>/dev/null || true
    return "$result"
}

run_core() {
    run "$test_limit" "$wine" SafeProcess.Core.Tests.exe -noColor -noLogo -maxThreads 4 -longRunning 60 -trx report.trx ${filter[@]+"${filter[@]}"} \
        </dev/null >"$folder/log" 2>&1
}

test_core() {
    local status=0 closing core_failed core_skipped core_passed
    say "running the tests of the core"
    cd "$folder/tests"
    : >"$folder/log"
    run_shown "$folder/log" run_core || status=$?
    [ -z "$report" ] || ! [ -f report.trx ] || cp report.trx "$report"

    # A runner that died on the way says nothing, and may exit with 0: what it says at the end is the proof.
    closing=$(grep -aE '^ +SafeProcess\.Core\.Tests +Total: ' "$folder/log" | tail -n 1 || true)
    if [ -z "$closing" ]; then
        say "the runner did not finish (exit code $status)" >&2
        failed=$((failed + 1))
        return
    fi
    # A run without any test tells its total alone.
    number() { grep -oE "$1: [0-9]+" <<<"$closing" | grep -oE '[0-9]+' || echo 0; }
    core_failed=$(($(number Failed) + $(number Errors)))
    core_skipped=$(number Skipped)
    core_passed=$(($(number Total) - core_failed - core_skipped - $(number 'Not Run')))
    if [ "$core_failed" -eq 0 ] && [ "$status" -ne 0 ]; then
        say "no test failed, but the runner ended with exit code $status" >&2
        core_failed=1
    fi
    add "$core_passed" "$core_failed" "$core_skipped"
}

# PowerShell must read from a terminal: without a console it may exit with 0 and have run nothing.
run_pester() {
    cd "$folder"
    export folder wine
    pwsh=$(cat engine/pwsh) pester=$(tail -n 1 engine/pester)
    export pwsh pester
    export DOTNET_ROOT="Z:${folder//\//\\}\\engine\\dotnet" SAFEPROCESS_UNRULY="Z:${folder//\//\\}\\unruly"
    export POWERSHELL_TELEMETRY_OPTOUT=1 NO_COLOR=1
    exec timeout -k 10s "$pester_limit" script -qec "exec \"\$wine\" \"\$pwsh\" -NoProfile -NonInteractive -File Z:/\$folder/checkout/tests/SafeProcess.Tests/Harness/Invoke-PesterFiles.ps1 \
        -Folder Z:/\$folder/checkout/tests -Pester Z:/\$pester -Report Z:/\$folder/pester.json >\"\$folder/pester.log\" 2>&1" /dev/null </dev/null >/dev/null 2>&1
}

# What the Pester files gave that were started before.
finish_cmdlets() {
    local status=0 closing
    say "the Pester files gave"
    run_shown "$folder/pester.log" wait "$pester_job" || status=$?
    pester_job=
    closing=$(tr -d '\r' <"$folder/pester.log" | grep -aE '^Pester: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' | tail -n 1 || true)
    if [ -z "$closing" ]; then
        say "the Pester files did not finish (exit code $status)" >&2
        failed=$((failed + 1))
        return
    fi
    add $(grep -oE '[0-9]+' <<<"$closing")
}

add() {
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
    if [ $(($1 + $2)) -eq 0 ]; then
        say "no test ran" >&2
        failed=$((failed + 1))
    fi
}

# At the same time as the core: most of what the Pester files take is waiting.
if $cmdlets; then
    : >"$folder/pester.log"
    run_pester &
    pester_job=$!
fi
! $core || test_core
! $cmdlets || finish_cmdlets
[ -z "$report" ] || echo "$passed $failed $skipped" >"$report.count"
echo "wine: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
