<#
.SYNOPSIS
Measures a batch over two machines reached by SSH, which are this one, against parallel -S (GNU), and what each result costs: bytes on the wire, processor time of this process.
.DESCRIPTION
The machines are servers on loopback, with keys of their own (tests/SafeProcess.Remoting, which has to be built, as the module). The connections of the batch are made before its
time is taken; parallel makes one for each item, as it does for everybody. parallel and ss have to be here.
.EXAMPLE
dotnet pwsh ./benchmarks/hosts.ps1 -Rounds 3
.EXAMPLE
dotnet pwsh ./benchmarks/hosts.ps1 -Rounds 3 -NoParallel
#>
param([int] $Rounds = 3, [int] $Items = 1000, [switch] $NoParallel)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot .. SafeProcess.psd1 -Resolve)
$tests = Join-Path $PSScriptRoot .. tests SafeProcess.Remoting bin Debug net10.0 -Resolve
# Where the tests look for the checkout from.
[AppContext]::SetData('APP_CONTEXT_BASE_DIRECTORY', "$tests/")
Add-Type -Path (Join-Path $tests SafeProcess.Remoting.dll)
$hosts = [SafeProcess.Remoting.Harness.SshHosts]::new()
$sessions = @()
try {
    $sessions = @($hosts.Connections | Select-Object -First 2 | ForEach-Object { New-PSSession -SSHConnection $_ })
    $port = $hosts.Parameters.Port
    $options = ($hosts.Parameters.Options.GetEnumerator() | ForEach-Object { "-o $($_.Key)=$($_.Value)" }) -join ' '
    $ssh = "ssh -p $port -i $($hosts.Parameters.KeyFilePath) $options"
    # What the connections have carried, of ssh's side.
    $carried = {
        $sent = $received = 0
        foreach ($line in ss -tinHO dport = ":$port") {
            if ($line -match 'bytes_sent:(\d+)') { $sent += [long] $Matches[1] }
            if ($line -match 'bytes_received:(\d+)') { $received += [long] $Matches[1] }
        }
        $sent, $received
    }
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $ratios = for ($round = -1; $round -lt $Rounds; $round++) {
        $sentBefore, $receivedBefore = & $carried
        $process.Refresh()
        $before = $process.TotalProcessorTime
        $ours = (Measure-Command { $script:got = @(1..$Items | Invoke-SafeProcessBatch /bin/true -Session $sessions) }).TotalMilliseconds
        $process.Refresh()
        $processor = ($process.TotalProcessorTime - $before).TotalMilliseconds
        $sent, $received = & $carried
        if ($got.Count -ne $Items -or $got.Success -contains $false) { throw "There are $($got.Count) results." }
        # The first round warms up.
        if ($round -lt 0) { continue }
        $cost = '{0:0} bytes sent and {1:0} received, {2:0.00} ms of this process''s processor time a result' -f (($sent - $sentBefore) / $Items), (($received - $receivedBefore) / $Items), ($processor / $Items)
        if ($NoParallel) {
            '{0:0} ms; {1}' -f $ours, $cost | Out-Host
            continue
        }

        $log = [IO.Path]::GetTempFileName()
        $names = ($hosts.Names | Select-Object -First 2 | ForEach-Object { "$([Environment]::ProcessorCount)/$_" }) -join ','
        $theirs = (Measure-Command { 1..$Items | & parallel --joblog $log --ssh $ssh -S $names '/bin/true {}' }).TotalMilliseconds
        $succeeded = @(Get-Content $log | Select-Object -Skip 1 | Where-Object { ($_ -split "`t")[6] -eq '0' }).Count
        Remove-Item $log
        if ($succeeded -ne $Items) { throw "parallel ran $succeeded items." }
        '{0:0} ms against {1:0} ms: {2:0.000}; {3}' -f $ours, $theirs, ($ours / $theirs), $cost | Out-Host
        $ours / $theirs
    }
    if ($ratios) { 'median {0:0.000}' -f ($ratios | Sort-Object)[[int][Math]::Floor($ratios.Count / 2)] }
} finally {
    $sessions | Remove-PSSession
    $hosts.Dispose()
}
