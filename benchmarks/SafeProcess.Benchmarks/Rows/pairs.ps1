# Times two sides in turn in this one process. Prints a line that describes the engine, then "<milliseconds> <milliseconds>" for each round.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [ValidateSet('echo', 'text', 'line', 'batch-xargs', 'batch-parallel', 'batch-jobs', 'batch-gnu')] [string] $Row,
    [Parameter(Mandatory)] [int] $Rounds,
    # Of each side of the batches.
    [int] $Runs = 2000
)

$ErrorActionPreference = 'Stop'
Import-Module $Module
[Console]::Out.WriteLine("PowerShell $($PSVersionTable.PSVersion)")

$repeat = 1
$warmUps = 1
switch ($Row) {
    'echo' {
        $repeat = 200
        $warmUps = 3
        $cmdlet = { for ($i = 0; $i -lt 200; $i++) { $x = Invoke-SafeProcess /bin/echo hi } }
        $native = { for ($i = 0; $i -lt 200; $i++) { $x = & /bin/echo hi } }
        if ((Invoke-SafeProcess /bin/echo hi).StandardOutput -ne "hi`n") { throw 'Invoke-SafeProcess did not capture the output.' }
    }
    'text' {
        $cmdlet = { $x = Invoke-SafeProcess seq 1 2000000 -As Text }
        $native = { $x = & seq 1 2000000 }
        if ((Invoke-SafeProcess seq 1 2000000 -As Text).Length -ne 14888895) { throw 'The text is not what seq wrote.' }
    }
    'line' {
        $cmdlet = { $x = Invoke-SafeProcess seq 1 2000000 -As Line }
        $native = { $x = & seq 1 2000000 }
        if (@(Invoke-SafeProcess seq 1 2000000 -As Line).Count -ne 2000000) { throw 'The lines are not what seq wrote.' }
    }
    { $_ -like 'batch-*' } {
        $cmdlet = { $x = 1..$Runs | Invoke-SafeProcessBatch /bin/true -ThrottleLimit 4 }
        if (@(1..10 | Invoke-SafeProcessBatch /bin/true | Where-Object Success).Count -ne 10) { throw 'Invoke-SafeProcessBatch did not run every item.' }
    }
    # Both get -n1 and an item from a pipe, as they are used; true does not mind the argument.
    'batch-xargs' { $native = { & sh '-c' "seq $Runs | xargs -P4 -n1 /bin/true" } }
    'batch-gnu' { $native = { & sh '-c' "seq $Runs | parallel -j4 /bin/true" } }
    'batch-parallel' { $native = { 1..$Runs | ForEach-Object -ThrottleLimit 4 -Parallel { & /bin/true } } }
    'batch-jobs' { $native = { 1..$Runs | ForEach-Object { Start-ThreadJob -ThrottleLimit 4 { & /bin/true } } | Receive-Job -Wait -AutoRemoveJob } }
}

function Measure-Side([scriptblock] $Side) {
    # The garbage of the other side is not this side's to collect.
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    $watch = [Diagnostics.Stopwatch]::StartNew()
    & $Side
    ($watch.Elapsed.TotalMilliseconds / $repeat).ToString([cultureinfo]::InvariantCulture)
}

foreach ($round in 1..($warmUps + $Rounds)) {
    $line = "$(Measure-Side $cmdlet) $(Measure-Side $native)"
    if ($round -gt $warmUps) { [Console]::Out.WriteLine($line) }
}
