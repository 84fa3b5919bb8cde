#!/usr/bin/env bash
# Lets afl-fuzz try the parsers of what a hostile process can write for some time (default: 5 minutes), then counts what it found.
# Fails when an input makes a parser throw, or lets a name pass for what the kernel says; the input stays in the folder that is named.
# Needs afl++ (Debian: apt-get install afl++) and the tool SharpFuzz.CommandLine, which it installs into a folder of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

seconds=${1:-300}
command -v afl-fuzz >/dev/null || { echo "There is no afl-fuzz." >&2; exit 77; }

work=$(mktemp -d)
dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$work/tools" >/dev/null
dotnet build -v q -o "$work/program"
"$work/tools/sharpfuzz" "$work/program/SafeProcess.Core.dll" SafeProcess.Platform SafeProcess.VisibleText

mkdir "$work/begin"
printf '\0) R 1 1 1 (' >"$work/begin/name"
printf '\0017 (sh) S 1 2 3 0 -1 0 0 0 0 0 1 2 0 0 20 0 4 0 5 0 6 0 0\n' >"$work/begin/stat"
printf '\002B=1\0A=2\0' >"$work/begin/environ"
printf '\0030::/a\n30 23 0:26 / /mnt/a\\040b rw shared:9 - cgroup2 cgroup2 rw\n35 31 0:32 / /m rw - cgroup cgroup rw,memory' >"$work/begin/groups"
printf '\004\002\0\0\0/bin/sh\0sh\0-c\0A=1\0' >"$work/begin/arguments"
printf '\005a b\0\033[1m\n' >"$work/begin/visible"
printf '\006#!/bin/sh -e\n' >"$work/begin/script"
{ printf '\006'; head -c 300 /bin/sh; } >"$work/begin/program"

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 DOTNET_TieredCompilation=1
dotnet=$(command -v dotnet)
afl-fuzz -V "$seconds" -i "$work/begin" -o "$work/found" -t 10000 -m none -- "$dotnet" "$work/program/SafeProcess.Fuzz.dll" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }

grep -E '^(run_time|execs_done|execs_per_sec|corpus_count|saved_crashes|saved_hangs|bitmap_cvg) ' "$work/found/default/fuzzer_stats"
if [ -n "$(find "$work/found/default/crashes" "$work/found/default/hangs" -name 'id*' | head -n 1)" ]; then
    echo "Found: $work/found/default" >&2
    exit 1
fi
rm -rf "$work"
