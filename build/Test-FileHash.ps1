#!/usr/bin/env pwsh
<#
.SYNOPSIS
Checks the files of a folder by the list of hashes in it, as Test-FileCatalog does by a catalog, on every system.
.DESCRIPTION
The list is SafeProcess.sha256 in the folder of the module, packed or installed, and SHA256SUMS beside the packages. Tells each file that is not as it was
packed, is missing, or was added, and then exits with 1. sha256sum -c reads the same lists, but sees nothing that was added.
.EXAMPLE
build/Test-FileHash.ps1 out/SafeProcess/0.1.0
#>
param([Parameter(Mandatory)] [string] $Path)

$ErrorActionPreference = 'Stop'
$folder = (Resolve-Path -LiteralPath $Path).ProviderPath
$list = 'SafeProcess.sha256', 'SHA256SUMS' | ForEach-Object { Join-Path $folder $_ } | Where-Object { Test-Path -LiteralPath $_ } | Select-Object -First 1
if (-not $list) { throw "There is no list of hashes in '$folder'." }
# What Install-PSResource adds.
$known = [System.Collections.Generic.HashSet[string]]::new([string[]] @((Split-Path $list -Leaf), 'PSGetModuleInfo.xml'))
$wrong = @(
    foreach ($line in Get-Content -LiteralPath $list) {
        $hash, $name = $line -split '  ', 2
        $null = $known.Add($name)
        $file = Join-Path $folder $name
        if (-not (Test-Path -LiteralPath $file)) { "missing: $name" }
        elseif ((Get-FileHash -LiteralPath $file).Hash -ne $hash) { "changed: $name" }
    }
    Get-ChildItem -LiteralPath $folder -File -Recurse -Force | ForEach-Object { [IO.Path]::GetRelativePath($folder, $_.FullName).Replace('\', '/') } |
        Where-Object { -not $known.Contains($_) } | ForEach-Object { "added: $_" }
)
if ($wrong) {
    $wrong
    exit 1
}
"All as packed: $folder"
