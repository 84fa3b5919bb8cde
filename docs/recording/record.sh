#!/usr/bin/env bash
# Records docs/recording/demo.svg: a PowerShell with the module of this checkout, in a real terminal (tmux), in which the lines of demo.ps1 are typed one after
# the other, each when the prompt is back. What the picture shows is what was printed. Pauses of more than 2 s are shortened to 2 s.
# Needs tmux and asciinema (both in Debian), npx (svg-term-cli comes from npm), and a checkout that is built: dotnet tool restore && dotnet build src/SafeProcess
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for program in tmux asciinema npx; do
    command -v "$program" >/dev/null || { echo "Missing: $program" >&2; exit 77; }
done

work=$(mktemp -d)
terminal() { tmux -L "safeprocess-$$" -f /dev/null "$@"; }
trap 'terminal kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

cat >"$work/start.ps1" <<'START'
function prompt { 'PS> ' }
Set-PSReadLineOption -HistorySaveStyle SaveNothing -PredictionSource None
Import-Module "$env:CHECKOUT/SafeProcess.psd1"
Set-Location $env:WORK/here
Clear-Host
START
mkdir "$work/here"

export CHECKOUT=$PWD WORK=$work TERM=xterm-256color LC_ALL=C.UTF-8
columns=100 rows=24
terminal new-session -d -s demo -x $columns -y $rows "dotnet pwsh -NoProfile -NoLogo -NoExit -File '$work/start.ps1'" \; set-option -g status off

# Until the prompt is the last thing on the screen.
prompted() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        [ "$(terminal capture-pane -p -t demo | sed '/^ *$/d' | tail -n 1 | sed 's/ *$//')" = 'PS>' ] && return
        sleep 0.1
    done
    echo "The prompt did not come back:" >&2
    terminal capture-pane -p -t demo >&2
    return 1
}

prompted
asciinema rec --quiet --overwrite --cols $columns --rows $rows --idle-time-limit 2 -c "tmux -L safeprocess-$$ attach -t demo" "$work/demo.cast" </dev/null &
recording=$!
until [ -n "$(terminal list-clients -t demo)" ]; do sleep 0.1; done
sleep 1

while IFS= read -r line; do
    while IFS= read -r word; do
        terminal send-keys -t demo -l -- "$word"
        sleep 0.15
    done < <(grep -oE '[^ ]+ *' <<<"$line")
    sleep 0.5
    terminal send-keys -t demo Enter
    sleep 0.3
    prompted
    sleep 1.5
done <docs/recording/demo.ps1

terminal detach-client -s demo
wait $recording
# What tmux does when it is left is no part of the session. The last screen stays for four seconds.
sed -i '/\[?1049l/,$d' "$work/demo.cast"
awk -F '[][,]' 'END { printf "[%s, \"o\", \"\"]\n", $2 + 4 }' "$work/demo.cast" >>"$work/demo.cast"
npx --yes svg-term-cli@2.1.1 --in "$work/demo.cast" --out docs/recording/demo.svg --window --no-cursor --width $columns --height $rows
ls -l docs/recording/demo.svg
