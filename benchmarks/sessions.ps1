<#
.SYNOPSIS
Measures a batch over two PowerShells of this machine against Invoke-Command with a loop of & in the same two, and the memory of many results.
.EXAMPLE
dotnet pwsh ./benchmarks/sessions.ps1 -Rounds 7
.EXAMPLE
dotnet pwsh ./benchmarks/sessions.ps1 -Rounds 0 -Results 100000
#>
param([int] $Rounds = 7, [int] $Items = 1000, [int] $Results = 0)

$ErrorActionPreference = 'Stop'
$manifest = Join-Path $PSScriptRoot .. SafeProcess.psd1 -Resolve
Import-Module $manifest
# As a .NET tool PowerShell is a library that dotnet runs.
$pwsh = @([Environment]::ProcessPath)
if ([IO.Path]::GetFileNameWithoutExtension($pwsh[0]) -eq 'dotnet') { $pwsh += Join-Path $PSHOME pwsh.dll }
. (Join-Path $PSScriptRoot .. tests SafeProcess.Remoting Harness Sessions.ps1)

$sessions = (New-LocalSession a -Own), (New-LocalSession b -Own)
try {
    $batch = { $script:got = @(1..$Items | Invoke-SafeProcessBatch /bin/true -Session $sessions) }
    $loop = { $script:got = @(Invoke-Command -Session $sessions { foreach ($i in 1..$using:half) { & /bin/true; $LASTEXITCODE } }) }
    $half = $Items / 2
    $ratios = for ($round = -1; $round -lt $Rounds; $round++) {
        $process = [Diagnostics.Process]::GetCurrentProcess()
        $before = $process.TotalProcessorTime
        $ours = (Measure-Command $batch).TotalMilliseconds
        $process.Refresh()
        $processor = ($process.TotalProcessorTime - $before).TotalMilliseconds
        if ($got.Count -ne $Items) { throw "There are $($got.Count) results." }
        $theirs = (Measure-Command $loop).TotalMilliseconds
        if ($got.Count -ne $Items) { throw "There are $($got.Count) exit codes." }
        # The first round warms up.
        if ($round -ge 0) {
            '{0:0} ms against {1:0} ms: {2:0.00}; {3:0.00} ms of this process''s processor time a result' -f $ours, $theirs, ($ours / $theirs), ($processor / $Items) | Out-Host
            $ours / $theirs
        }
    }
    if ($Rounds) { 'median {0:0.00}' -f ($ratios | Sort-Object)[[int][Math]::Floor($Rounds / 2)] }

    if ($Results) {
        $peak = { [long](((Get-Content "/proc/$PID/status") -match '^VmHWM')[0] -replace '\D') / 1024 }
        $null = 1..1000 | Invoke-SafeProcessBatch { printf %01024d $_ } -Session $sessions
        $first = & $peak
        $count = 0
        $time = Measure-Command { 1..$Results | Invoke-SafeProcessBatch { printf %01024d $_ } -Session $sessions | ForEach-Object { if ($_.StandardOutput.Length -ne 1024) { throw 'A result is not whole.' }; $script:count++ } }
        '{0} results of 1 KB in {1:0} s; peak (VmHWM) {2:0} MiB after 1,000, {3:0} MiB after all' -f $count, $time.TotalSeconds, $first, (& $peak)
    }
} finally {
    $sessions | ForEach-Object { Remove-LocalSession $_ }
}
