# Times two sides in turn in this one process. Prints a line that describes the engine, then "<milliseconds> <milliseconds>" for each round.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [ValidateSet('echo', 'text', 'line')] [string] $Row,
    [Parameter(Mandatory)] [int] $Rounds
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
        if ((Invoke-SafeProcess seq 1 2000000 -As Text).Length -ne 14888896) { throw 'The text is not what seq wrote.' }
    }
    'line' {
        $cmdlet = { $x = Invoke-SafeProcess seq 1 2000000 -As Line }
        $native = { $x = & seq 1 2000000 }
        if (@(Invoke-SafeProcess seq 1 2000000 -As Line).Count -ne 2000000) { throw 'The lines are not what seq wrote.' }
    }
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
