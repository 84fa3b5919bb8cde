<#
.SYNOPSIS
Measures the benchmark table of this checkout against that of an earlier commit, row by row, in one run.
.DESCRIPTION
The earlier commit is cloned to a temporary folder and built there. Then both tables are measured in turn, in their small sizes, round by round. What is
compared is SafeProcess' own side of each row: its time, its rate turned round (seconds a gigabyte), its memory or its threads. 1.00 means as before; more
is worse. Rows that only one of the commits has are left out. Changes that are not committed are measured as well.
.PARAMETER Before
The commit to compare with.
.PARAMETER Rounds
How often both are measured. What is told is the median of the rounds.
.PARAMETER Only
Names of rows; else all.
.EXAMPLE
dotnet pwsh ./benchmarks/against.ps1 HEAD~10
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)] [string] $Before,
    [ValidateRange(1, 1000)] [int] $Rounds = 7,
    [string[]] $Only = @()
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
$root = Split-Path $PSScriptRoot

function Build-Table([string] $Checkout) {
    Push-Location $Checkout
    try {
        $log = & dotnet tool restore 2>&1
        if ($LASTEXITCODE -eq 0) { $log = & dotnet pwsh -NoProfile -File ./build.ps1 Pack 2>&1 }
        if ($LASTEXITCODE -eq 0) { $log = & dotnet build benchmarks/SafeProcess.Benchmarks -c Release --nologo 2>&1 }
        if ($LASTEXITCODE -ne 0) { throw "'$Checkout' cannot be built.`n$($log -join "`n")" }
    } finally { Pop-Location }
}

# The rows of one measurement: what was measured, and what SafeProcess took for it (more is worse).
function Measure-Table([string] $Checkout) {
    $program = Join-Path $Checkout benchmarks SafeProcess.Benchmarks bin Release net10.0 SafeProcess.Benchmarks.dll
    $module = Get-Item (Join-Path $Checkout out SafeProcess * SafeProcess.psd1)
    $rows = [ordered] @{}
    foreach ($line in & dotnet $program --quick --module $module @($Only | ForEach-Object { '--only', $_ })) {
        if ($line -notmatch '^\| (?<what>.+?) \| (?<bar>[≤≥] \S+ ?(?<unit>[^|]*?)) \| (?<figure>[^|]*?) \| [^|]*\| (?<how>[^|]*) \|$') { continue }
        # A ratio's own side stands first in how it came about.
        $own = $Matches.unit ? $Matches.figure : $Matches.how
        if ($own -match '^(?<number>[\d.]+) (?<unit>[\w/]+)') {
            $value = [double] $Matches.number * ($Matches.unit -eq 'ms' ? 1e-3 : 1)
            $rows[($line -split ' \| ')[0].TrimStart('| ')] = $Matches.unit -eq 'GB/s' ? 1 / $value : $value
        }
    }
    $rows
}

function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    $middle = [int] [Math]::Floor($sorted.Count / 2)
    $sorted.Count % 2 ? $sorted[$middle] : ($sorted[$middle - 1] + $sorted[$middle]) / 2
}

$earlier = Join-Path ([IO.Path]::GetTempPath()) "safeprocess-before-$PID"
try {
    & git clone --quiet $root $earlier
    & git -C $earlier checkout --quiet $Before
    if ($LASTEXITCODE -ne 0) { throw "There is no commit '$Before'." }
    Build-Table $earlier
    Build-Table $root
    $measured = foreach ($round in 1..$Rounds) {
        Write-Verbose "Round $round of $Rounds"
        $old = Measure-Table $earlier
        $new = Measure-Table $root
        foreach ($what in $new.Keys) { if ($old.Contains($what)) { [pscustomobject] @{ What = $what; Old = $old[$what]; New = $new[$what] } } }
    }

    '| what | before | new | new against before | spread |'
    '| --- | --- | --- | --- | --- |'
    foreach ($row in $measured | Group-Object What) {
        # Growth of nothing is no measure for growth.
        $ratios = @($row.Group | Where-Object Old -gt 0 | ForEach-Object { $_.New / $_.Old })
        $told = $ratios.Count ? ('{0:0.000}' -f (Get-Median $ratios)) : ''
        $spread = '{0} pairs' -f $row.Count
        if ($ratios.Count) { $spread += ', {0:0.000} to {1:0.000}' -f ($ratios | Measure-Object -Minimum).Minimum, ($ratios | Measure-Object -Maximum).Maximum }
        '| {0} | {1:0.####} | {2:0.####} | {3} | {4} |' -f $row.Name, (Get-Median $row.Group.Old), (Get-Median $row.Group.New), $told, $spread
    }
} finally {
    Remove-Item $earlier -Recurse -Force -ErrorAction Ignore
}
