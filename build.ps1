#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests, shows, packs and measures SafeProcess.
.DESCRIPTION
Each task does first what it needs. Build: every project. Test: dotnet test. Demo: the main job, shown on a program that misbehaves.
Pack: the module's folder, out/SafeProcess/<version>, and the packages, out/packages. Bench: the table of speed and memory.
.EXAMPLE
dotnet tool restore && dotnet pwsh ./build.ps1 Demo
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Pack', 'Bench')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = $(if ($Task -in 'Pack', 'Bench') { 'Release' } else { 'Debug' }),

    # Passed on to dotnet test or to the benchmarks: build.ps1 Bench --quick --only start
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Rest = @()
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

. (Join-Path $PSScriptRoot build Pwsh.ps1)
. (Join-Path $PSScriptRoot build Pack.ps1)

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) exited with $LASTEXITCODE." }
}

function Build-Project([string] $Project, [string[]] $Property = @()) {
    $log = & dotnet build $Project -c $Configuration --nologo @Property
    if ($LASTEXITCODE -ne 0) { throw "dotnet build $Project exited with $LASTEXITCODE.`n$($log -join "`n")" }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build SafeProcess.sln -c $Configuration --nologo @Rest }
        'Test' { Invoke-DotNet test SafeProcess.sln -c $Configuration --nologo @Rest }
        'Demo' {
            Build-Project src/SafeProcess
            Build-Project tests/SafeProcess.Unruly
            # In a process of its own: an assembly once loaded stays loaded, and the next build could not be shown here.
            Invoke-Pwsh -NoProfile -File (Join-Path $PSScriptRoot docs demo.ps1) -Unruly (
                Join-Path $PSScriptRoot tests SafeProcess.Unruly bin $Configuration net10.0)
            if ($LASTEXITCODE -ne 0) { throw "The demo exited with $LASTEXITCODE." }
        }
        'Pack' { New-PackageSet $Configuration | ForEach-Object { "Packed: $([IO.Path]::GetRelativePath($PSScriptRoot, $_))" } }
        'Bench' {
            $module = Join-Path (New-ModuleFolder $Configuration) SafeProcess.psd1
            Build-Project benchmarks/SafeProcess.Benchmarks
            Invoke-DotNet run --project benchmarks/SafeProcess.Benchmarks -c $Configuration --no-build -- --module $module @Rest
        }
    }
} finally {
    Pop-Location
}
