# Runs many jobs in this one process and prints the figures of the row, separated by spaces.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [ValidateSet('threads', 'stop')] [string] $Row,
    [Parameter(Mandatory)] [int] $Count
)

$ErrorActionPreference = 'Stop'
Import-Module $Module

function Get-ThreadCount { [IO.Directory]::GetDirectories('/proc/self/task').Count }

function Write-Figure([double[]] $Figure) {
    [Console]::Out.WriteLine(($Figure | ForEach-Object { $_.ToString([cultureinfo]::InvariantCulture) }) -join ' ')
}

# The runner's own threads are there after the first run.
$null = Start-SafeProcess true | Receive-Job -Wait -AutoRemoveJob
$watch = [Diagnostics.Stopwatch]::StartNew()
switch ($Row) {
    'threads' {
        $before = $peak = Get-ThreadCount
        $jobs = foreach ($i in 1..$Count) { Start-SafeProcess sleep 3 }
        $started = $watch.Elapsed.TotalSeconds
        foreach ($job in $jobs) {
            while ($job.State -eq 'Running') {
                $peak = [Math]::Max($peak, (Get-ThreadCount))
                Start-Sleep -Milliseconds 10
            }
        }
        if (@($jobs | Where-Object State -NE Completed)) { throw 'Not every job ended well.' }
        Write-Figure $before, $peak, $started, $watch.Elapsed.TotalSeconds
    }
    'stop' {
        $jobs = foreach ($i in 1..$Count) {
            Start-SafeProcess sh '-c' 'trap "" TERM; sleep 1000 & sleep 1000 & echo ready; wait' -GracePeriod 2s
        }
        $null = $jobs | Wait-SafeProcess -Line ready
        $members = (Get-SafeProcess).Tree.Id
        if ($members.Count -ne 3 * $Count) { throw "There are $($members.Count) processes." }
        $watch.Restart()
        Stop-Job $jobs
        $seconds = $watch.Elapsed.TotalSeconds

        # A process that has ended may wait for its new parent to take note.
        $left = Get-Content ($members | ForEach-Object { "/proc/$_/stat" }) -ErrorAction Ignore | Where-Object { $_ -notmatch '\) [ZX] ' }
        Write-Figure $seconds, @($left).Count
    }
}
