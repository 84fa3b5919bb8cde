# What SafeProcess is for, on real programs. `pwsh ./build.ps1 Demo` builds the module and runs this.
# Every step checks what it shows; the script fails when a promise is not kept.

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot .. SafeProcess.psd1)

function Show([string] $Title) { "`n--- $Title" }
function Confirm-That([bool] $Condition, [string] $Promise) { if (-not $Condition) { throw "Not kept: $Promise" } }

Show '1. A deadlock avoided: 256 KiB on standard error before the first byte on standard output'
$chatty = 'head -c 262144 /dev/zero | tr "\0" x >&2; echo finished'

# The way that deadlocks: read one stream to its end, then the other. The program waits for its standard error to be read.
$start = [Diagnostics.ProcessStartInfo]::new('/bin/sh', [string[]] ('-c', $chatty))
$start.RedirectStandardOutput = $start.RedirectStandardError = $true
$naive = [Diagnostics.Process]::Start($start)
$ended = $naive.StandardOutput.ReadToEndAsync().Wait(2000)
"System.Diagnostics.Process, standard output first: $($ended ? 'ended' : 'still waiting after 2 s')"
$naive.Kill($true)

$result = Invoke-SafeProcess -- sh -c $chatty
$result | Format-Table | Out-String | ForEach-Object Trim
Confirm-That ($result.Success -and $result.StandardError.Length -eq 262144 -and $result.StandardOutput -eq "finished`n") 'both streams complete'

Show '2. A timeout that keeps what was written'
$slow = 'for i in 1 2 3; do echo "step $i"; sleep 0.1; done; sleep 600'
$result = Invoke-SafeProcess -Timeout 1s -ErrorAction SilentlyContinue -ErrorVariable problem -- sh -c $slow
"Error:  $problem"
"Output: $($result.StandardOutput.Trim() -replace "`n", ', ')"
Confirm-That ($result.Outcome -eq 'TimedOut' -and $result.StandardOutput -eq "step 1`nstep 2`nstep 3`n") 'the partial output is in the result'

Show '3. A tree with an escapee: a grandchild in a session of its own that ignores SIGTERM'
$tree = 'setsid sh -c "trap \"\" TERM; echo \$\$; while :; do sleep 1; done" & sleep 600'
$result = Invoke-SafeProcess -Timeout 1s -GracePeriod 300ms -ErrorAction SilentlyContinue -- sh -c $tree
$escapee = [int] $result.StandardOutput
'The tree when the timeout came:'
$result.Diagnosis | Format-Table | Out-String | ForEach-Object Trim
# Its own parent is gone, so the system's first process buries it, in its own time: a zombie is dead.
$status = Get-Content "/proc/$escapee/stat" -ErrorAction Ignore
$alive = $status -and $status -notmatch '\) Z '
"The escapee, process $escapee, now: $($alive ? 'ALIVE' : 'dead')"
Confirm-That (-not $alive -and $escapee -in $result.Diagnosis.Id) 'the escapee was found and ended'

Show '4. A failure told: program, outcome, duration and the last line of standard error'
try {
    Invoke-SafeProcess ls /no/such/directory -ErrorAction Stop | Out-Null
    Confirm-That $false 'a failure is an error'
} catch [SafeProcess.ProcessFailedException] {
    "caught $($_.FullyQualifiedErrorId): $_"
    "`$LASTEXITCODE is $LASTEXITCODE"
}

Show '5. An endless program in a pipeline that needs three lines'
$lines = Invoke-SafeProcess yes -As Line | Select-Object -First 3
$left = Get-Process yes -ErrorAction Ignore | Where-Object { $_.Parent.Id -eq $PID }
"$($lines.Count) lines, and 'yes' is $($left ? 'ALIVE' : 'gone')"
Confirm-That ($lines.Count -eq 3 -and -not $left) 'a pipeline that has enough ends the program'
