#!/usr/bin/env bash
# Checks the spelling of all Markdown pages by cspell, which npx brings from npm: American and British English, without what is code. What is right and not known
# stands in tests/spelling/words.txt, a word a line. Ends with 77 where cspell cannot be had, else with 1 when a word is wrong; each is told with its place.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Later releases want a newer Node than Debian has.
cspell=(npx --yes cspell@9.8.0)
"${cspell[@]}" --version </dev/null >/dev/null 2>&1 || { echo "Spelling: there is no cspell, as npx is not here or npm cannot be reached."; exit 77; }
"${cspell[@]}" lint --config tests/spelling/cspell.json --no-progress '**/*.md' '.github/**/*.md' </dev/null
