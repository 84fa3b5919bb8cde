<#
.SYNOPSIS
Runs the same misbehaving programs by every way that docs/guide/8-coming-from.md compares, and tells what each did.
.DESCRIPTION
The programs are the cases of misbehave.sh, the ways the scripts and programs in callers. Each way runs in a session of its own, without a terminal. It needs Linux,
and besides PowerShell and the .NET SDK: npm with node (execa), python3, parallel, timeout. What is not there is left out by name. CliWrap and the runtime of .NET 11 come
from NuGet, execa from npm, all into a temporary folder. It takes some five minutes.
.EXAMPLE
dotnet pwsh docs/guide/measure/comparison.ps1 -Update
#>
[CmdletBinding()]
param(
    # Only the ways whose names are like these.
    [string[]] $Name = '*',

    # Writes the tables into the page, between <!-- measured: comparison --> and <!-- /measured -->.
    [switch] $Update
)

$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot Measured.ps1)
. (Join-Path $PSScriptRoot Observed.ps1)
if (-not $IsLinux) { throw 'This looks at /proc and sends signals: it needs Linux.' }
$work = Join-Path ([IO.Path]::GetTempPath()) "comparison-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
$callers = Join-Path $PSScriptRoot callers
$program = Join-Path $PSScriptRoot misbehave.sh
$limit = 2

function Get-Version([string] $Command, [string] $Argument = '--version') {
    if (-not (Get-Command $Command -CommandType Application -ErrorAction Ignore)) { return }
    [regex]::Match((& $Command $Argument 2>&1 | Out-String), '\d+(\.\d+)*').Value
}

function Install-Execa {
    if (-not (Get-Version npm)) { return }
    $folder = New-Item (Join-Path $work execa) -ItemType Directory
    npm install --prefix $folder --silent --no-fund --no-audit execa@9.6.0 | Out-Host
    if ($LASTEXITCODE -eq 0) { $folder }
}

function Build-Callers([string] $Name, [string[]] $Options) {
    $built = dotnet build (Join-Path $callers DotNet.csproj) -v q -nodeReuse:false -o "$work/$Name" "-p:BaseIntermediateOutputPath=$work/$Name.obj/" @Options
    if ($LASTEXITCODE -eq 0) { return "$work/$Name/callers" }
    $built | Out-Host
}

# Each way: its name, what it needs, and the command that starts it. Behind that stand the limit, the folder, the case, the program, and what it has as Last.
function Get-Ways {
    function PowerShell([string] $Script) { $pwsh, $arguments = Get-PwshCommand -NoProfile -NonInteractive -File "$callers/$Script.ps1"; @($pwsh) + $arguments }
    $cli = Join-Path $PSScriptRoot .. .. .. src SafeProcess.Cli bin Debug net10.0 safeprocess
    if (Test-Path $cli) { $env:SAFEPROCESS = $cli }
    $net10 = Build-Callers net10
    $net11 = Build-Callers net11 '-p:Net11=true'
    $modules = Install-Execa
    $python = Get-Version python3
    @(
        @{ Name = '`Invoke-SafeProcess`'; Needs = 'it'; Start = PowerShell invoke-safeprocess }
        @{ Name = 'the `safeprocess` command'; Needs = $env:SAFEPROCESS; Start = 'sh', "$callers/safeprocess.sh" }
        @{ Name = "``&``, PowerShell $($PSVersionTable.PSVersion)"; Needs = 'it'; Start = PowerShell call-operator; NoDeadline = $true }
        @{ Name = '`Start-Process`, `Wait-Process -Timeout`, `Stop-Process`'; Needs = 'it'; Start = PowerShell start-process }
        @{ Name = '`Start-Job`, `Wait-Job -Timeout`, `Stop-Job`'; Needs = 'it'; Start = PowerShell start-job }
        @{ Name = '`ForEach-Object -Parallel -TimeoutSeconds`'; Needs = 'it'; Start = PowerShell foreach-parallel }
        @{ Name = "``System.Diagnostics.Process``, .NET $([Environment]::Version): both streams read, ``Kill(true)``"; Needs = $net10; Start = $net10, 'process' }
        @{ Name = '`Process.RunAndCaptureTextAsync`, .NET 11.0.0, with `KillOnParentExit`'; Needs = $net11; Start = $net11, 'capture' }
        @{ Name = 'CliWrap 3.10.5, graceful and forceful cancellation'; Needs = $net10; Start = $net10, 'cliwrap' }
        @{ Name = "GNU ``timeout -k`` $(Get-Version timeout)"; Needs = Get-Version timeout; Start = 'sh', "$callers/timeout.sh" }
        @{ Name = "GNU ``parallel --timeout --termseq`` $(Get-Version parallel)"; Needs = Get-Version parallel; Start = 'sh', "$callers/parallel.sh" }
        @{ Name = "asyncio, Python $($python): ``communicate``, ``kill``"; Needs = $python; Start = 'python3', "$callers/asyncio-kill.py" }
        @{ Name = "asyncio, Python $($python): ``start_new_session``, ``killpg``"; Needs = $python; Start = 'python3', "$callers/asyncio-group.py" }
        @{ Name = "execa 9.6.0, Node $(Get-Version node): ``timeout``, ``forceKillAfterDelay``"; Needs = $modules; Start = 'node', "$callers/execa.mjs"; Last = @("$modules") })
}

$null = New-Item $work -ItemType Directory
try {
    $ways = @(Get-Ways | Where-Object { $way = $_; $Name | Where-Object { $way.Name -like $_ } })
    $missing = @($ways | Where-Object { -not $_.Needs })
    $observed = Join-Path $PSScriptRoot Observed.ps1
    # Three at a time: most of it is waiting.
    $rows = $ways | Where-Object Needs | ForEach-Object -ThrottleLimit 3 -Parallel {
        . $using:observed
        $VerbosePreference = $using:VerbosePreference
        Measure-Way $_ $using:work $using:program $using:limit
    }
    $rows = @($ways.Name | ForEach-Object { $name = $_; $rows | Where-Object { $_.Name -eq $name } })
} finally {
    Remove-Item $work -Recurse -Force
}

$measured = Format-Comparison $rows $missing.Name
$measured
if ($Update) {
    $page = Join-Path $PSScriptRoot .. 8-coming-from.md | Resolve-Path
    Set-Content $page (Set-Measured (Get-Content $page -Raw) comparison $measured) -NoNewline
}
