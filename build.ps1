#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests, shows, packs and measures SafeProcess.
.DESCRIPTION
Each task does first what it needs. Build: every project. Test: dotnet test. Demo: the main job, shown on a program that misbehaves.
Pack: a module to copy or publish, in out/SafeProcess/<version>. Bench: the table of speed and memory.
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

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) exited with $LASTEXITCODE." }
}

function Build-Project([string] $Project) {
    $log = & dotnet build $Project -c $Configuration --nologo
    if ($LASTEXITCODE -ne 0) { throw "dotnet build $Project exited with $LASTEXITCODE.`n$($log -join "`n")" }
}

function New-Package {
    Build-Project src/SafeProcess
    $version = (Import-PowerShellDataFile SafeProcess.psd1).ModuleVersion
    $package = Join-Path $PSScriptRoot out SafeProcess $version
    if (Test-Path $package) { Remove-Item $package -Recurse }
    New-Item $package, (Join-Path $package bin) -ItemType Directory -Force | Out-Null
    Copy-Item SafeProcess.psd1, LICENSE $package
    Copy-Item module $package -Recurse
    if (Test-Path module/en-US) { Move-Item (Join-Path $package module en-US) $package }
    Copy-Item "src/SafeProcess/bin/$Configuration/net8.0/SafeProcess*.dll" (Join-Path $package bin)
    Join-Path $package SafeProcess.psd1
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
        'Pack' { "Packed: $([IO.Path]::GetRelativePath($PSScriptRoot, (Split-Path (New-Package))))" }
        'Bench' {
            $module = New-Package
            Build-Project benchmarks/SafeProcess.Benchmarks
            Invoke-DotNet run --project benchmarks/SafeProcess.Benchmarks -c $Configuration --no-build -- --module $module @Rest
        }
    }
} finally {
    Pop-Location
}
