<#
.SYNOPSIS
What the Pester files share: the module, and on PATH the program of this project that misbehaves on request (tests/SafeProcess.Unruly).
.DESCRIPTION
With it they need no program of any system. SAFEPROCESS_UNRULY names its folder where it does not lie where "dotnet build" puts it.
#>
Import-Module (Join-Path $PSScriptRoot .. SafeProcess.psd1)
. (Join-Path $PSScriptRoot .. build Pwsh.ps1)

# A program of .NET that is killed leaves the socket of its diagnostics in the temporary folder, and a PowerShell one more.
$env:DOTNET_EnableDiagnostics = '0'
$env:POWERSHELL_DIAGNOSTICS_OPTOUT = '1'

$programName = $IsWindows ? 'unruly.exe' : 'unruly'
$unruly = Get-Item (Join-Path ($env:SAFEPROCESS_UNRULY ? $env:SAFEPROCESS_UNRULY : "$PSScriptRoot/SafeProcess.Unruly/bin/*/net10.0") $programName) -ErrorAction Ignore |
    Sort-Object LastWriteTime | Select-Object -Last 1 -ExpandProperty FullName
if (-not $unruly) { throw "There is no $programName yet: run dotnet build." }

$searched = $env:PATH -split [IO.Path]::PathSeparator
if ($searched[0] -ne (Split-Path $unruly)) { $env:PATH = @(Split-Path $unruly) + $searched -join [IO.Path]::PathSeparator }

# What `unruly args` tells: each argument as it got there, to the last character.
function Read-Argument([string[]] $told) {
    $told[-1] | Should -Be 'end'
    foreach ($hex in $told | Select-Object -SkipLast 1) { [Text.Encoding]::UTF8.GetString([Convert]::FromHexString($hex)) }
}

# Waits for what must come, and says so when it does not.
function Wait-Until([scriptblock] $condition) {
    $bound = [DateTime]::UtcNow.AddSeconds(60)
    while (-not (& $condition)) {
        if ([DateTime]::UtcNow -gt $bound) { throw "This never came: $condition" }
        Start-Sleep -Milliseconds 20
    }
}

# Runs something with a deadline that comes later each time, until its program had the time to do what the test is about: no event from outside can set
# a deadline. Gives that run, or the last one.
function Invoke-UntilTrue([scriptblock] $run, [scriptblock] $hadTime) {
    foreach ($seconds in 1, 4, 16) {
        $result = & $run $seconds
        if (& $hadTime $result) { break }
    }
    $result
}

# Whether no process with this id runs. What has ended and only waits for its parent, which may be the first process of a container, is gone.
function Test-Gone([int] $id) {
    if ($IsLinux) { return -not (Get-Content /proc/$id/stat -ErrorAction Ignore | Where-Object { $_ -notmatch '\) [ZX] ' }) }
    -not (Get-Process -Id $id -ErrorAction Ignore)
}

# The lines that a view prints, without colours and without blanks at their ends.
function Get-View([Parameter(ValueFromPipeline)] $shown, [int] $width = 160) {
    begin { $all = @() }
    process { $all += $shown }
    end {
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try { ($all | Out-String -Width $width) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ } }
        finally { $PSStyle.OutputRendering = $before }
    }
}
