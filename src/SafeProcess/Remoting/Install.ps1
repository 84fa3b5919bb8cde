# Runs in another session: puts the module where that user's modules are, and loads it. The folder appears whole or not at all, as another session may do the same.
param([string] $Version, [byte[]] $Archive)
$ErrorActionPreference = 'Stop'
$modules = Join-Path ($env:PSModulePath -split [IO.Path]::PathSeparator)[0] SafeProcess
$place = Join-Path $modules $Version
$new = Join-Path $modules "$([guid]::NewGuid())"
$null = New-Item $new -ItemType Directory -Force
try {
    $files = [IO.Compression.ZipArchive]::new([IO.MemoryStream]::new($Archive))
    [IO.Compression.ZipFileExtensions]::ExtractToDirectory($files, $new)
    try { [IO.Directory]::Move($new, $place) } catch { if (-not (Test-Path (Join-Path $place SafeProcess.psd1))) { throw } }
} finally {
    Remove-Item $new -Recurse -Force -ErrorAction Ignore
}
Import-Module (Join-Path $place SafeProcess.psd1)
