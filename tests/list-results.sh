#!/usr/bin/env bash
# Lists the tests of all reports (*.trx) below a folder, one a line:
#
#   passed|failed|skipped TAB name TAB first line of the message or of the reason
#
# A report called wine.trx is that of tests/under-wine.sh: its names begin with "[wine] ".
set -euo pipefail

# All that is needed of a report is <UnitTestResult testName="…" outcome="…"> … <Message>…</Message> … </UnitTestResult>.
# The report from wine has the reason of a skip in <StdOut>.
# A runner may write all of a report in one line.
find "$1" -name '*.trx' -print0 | while IFS= read -r -d '' report; do
    where=
    [ "$(basename "$report")" != wine.trx ] || where='[wine] '
    sed -e 's/<UnitTestResult /\n&/g' -e 's/<\/UnitTestResult>/&\n/g' "$report" | awk -v where="$where" '
        function attribute(name,   start) {
            start = index($0, " " name "=\"")
            if (!start) return ""
            value = substr($0, start + length(name) + 3)
            return substr(value, 1, index(value, "\"") - 1)
        }
        function tell() {
            print (outcome == "Passed" ? "passed" : outcome == "NotExecuted" ? "skipped" : "failed") "\t" where test "\t" message
            test = ""
        }
        /<UnitTestResult / {
            test = attribute("testName"); outcome = attribute("outcome"); message = ""
            if ($0 ~ /^<UnitTestResult [^>]*\/>/ || $0 ~ /\/>[[:space:]]*$/) tell()
        }
        test != "" && message == "" && (/<Message>/ || (outcome == "NotExecuted" && /<StdOut>/)) {
            message = $0
            sub(/.*<(Message|StdOut)>/, "", message); sub(/<\/(Message|StdOut)>.*/, "", message)
        }
        test != "" && /<\/UnitTestResult>/ { tell() }'
done | sed -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&quot;/"/g' -e "s/&apos;/'/g" -e 's/&#x[DA];/ /g' -e 's/&amp;/\&/g'
