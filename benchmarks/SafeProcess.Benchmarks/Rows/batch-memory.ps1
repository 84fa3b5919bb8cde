# Prints by how many MiB this process grows while 200,000 items come behind a slow run.
param([Parameter(Mandatory)] [string] $Module)

$ErrorActionPreference = 'Stop'
Import-Module $Module

function Get-Memory([string] $Name) {
    $line = [IO.File]::ReadAllLines('/proc/self/status').Where{ $_.StartsWith("${Name}:") }[0]
    [long] ($line -replace '\D') * 1KB
}

function Send-Item([int] $Count) { for ($item = 0; $item -lt $Count; $item++) { $item } }

Send-Item 500 | Invoke-SafeProcessBatch /bin/true | Out-Null
[GC]::Collect()
$before = Get-Memory VmRSS
# Makes VmHWM start again from the present size.
[IO.File]::WriteAllText('/proc/self/clear_refs', '5')
$ended = $null
$results = Send-Item 200000 | Invoke-SafeProcessBatch sleep 1000 -ThrottleLimit 1 -BatchTimeout 5s -ErrorAction SilentlyContinue -ErrorVariable ended
# Once the batch is over, its producer is stopped when so many were named.
if (@($results).Count -ne 1 -or $ended[-1].Exception.Count -lt 10000) { throw 'What was not run was not named.' }
((Get-Memory VmHWM) - $before) / 1MB
