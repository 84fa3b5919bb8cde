# Runs in another session: loads the module of a version. Gives nothing when it is loaded, and else why not.
param([string] $Version)
$ErrorActionPreference = 'Stop'
if (Get-Module SafeProcess | Where-Object Version -EQ $Version) { return }
try { Import-Module SafeProcess -RequiredVersion $Version } catch { "$_" }
