<#
.SYNOPSIS
What SafeProcess is for, shown. build.ps1 Demo builds what this needs and runs it.
.DESCRIPTION
The program that is run is unruly (tests/SafeProcess.Unruly), which misbehaves as its arguments say, so this is the same on every system.
Each step prints what is typed and what comes of it, and fails the script when a promise was not kept.
#>
param(
    # The folder that unruly was built in.
    [Parameter(Mandatory)] [string] $Unruly
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot .. SafeProcess.psd1)
$env:PATH = $Unruly + [IO.Path]::PathSeparator + $env:PATH
# Or else unruly, as a .NET program, leaves its pipes for debuggers in the temporary folder when it is killed.
$env:DOTNET_EnableDiagnostics = 0
# It looks for .NET where that is usually installed, which need not be where the dotnet on PATH is.
$dotnet = Get-Item (Get-Command dotnet -CommandType Application -TotalCount 1).Source
$env:DOTNET_ROOT ??= Split-Path ($dotnet.ResolveLinkTarget($true) ?? $dotnet).FullName

function Step([string] $Title, [scriptblock] $Typed, [string] $Promise, [scriptblock] $Kept) {
    "`n--- $Title"
    $Typed.ToString().Trim() -split '\r?\n *' | ForEach-Object { "PS> $_" }
    (. $Typed | Out-String -Width 120).Trim("`r", "`n")
    if (-not (. $Kept)) { throw "Not kept: $Promise" }
}

function Test-Alive([int] $Id) {
    if (-not $IsLinux) { return $null -ne (Get-Process -Id $Id -ErrorAction Ignore) }
    # What lost its parent is buried by the system's first process, in its own time: a zombie is dead.
    $status = Get-Content "/proc/$Id/stat" -ErrorAction Ignore
    return $null -ne $status -and $status -notmatch '\) Z '
}

Step '1. Without SafeProcess: 256 KB on standard error, then 9 bytes on standard output, which is read first. Has it ended after 2 s?' {
    $start = [Diagnostics.ProcessStartInfo]::new('unruly', 'sequence err:262144 out:9')
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $program = [Diagnostics.Process]::Start($start)
    $ended = $program.StandardOutput.ReadToEndAsync().Wait(2000)
    $ended
    $program.Kill()
} 'a full pipe is a deadlock' { -not $ended }

Step '   With it: both streams are read from the first byte' {
    $result = Invoke-SafeProcess { unruly sequence err:262144 out:9 }
    $result
} 'both streams complete' { $result.Success -and $result.StandardErrorLength -eq 262144 -and $result.StandardOutputLength -eq 9 }

Step '2. A program that does not end is ended, and what it wrote is kept' {
    $result = Invoke-SafeProcess { unruly hang --out 'half of the work is done' } -Timeout 3s -ErrorAction SilentlyContinue
    $result
    $result.StandardOutput
} 'the partial output' { $result.TimedOut -and $result.StandardOutput -eq 'half of the work is done' -and -not (Test-Alive $result.ProcessId) }

Step '3. A child that left the session and ignores stop signals does not get away' {
    $result = Invoke-SafeProcess { unruly tree plain 'setsid,ignore' } -Timeout 3s -GracePeriod 500ms -ErrorAction SilentlyContinue
    $result.Diagnosis
    $child = [int] ($result.StandardOutput -replace '(?s).*pid (\d+) setsid.*', '$1')
    "The child, process $child, is now $((Test-Alive $child) ? 'ALIVE' : 'dead')."
} 'the whole tree has ended' { -not (Test-Alive $child) -and $child -in $result.Diagnosis.Id }

Step '4. A failure is an error that says what happened' {
    try { Invoke-SafeProcess { unruly exit 3 --err 'the disk is on fire' } -ErrorAction Stop | Out-Null }
    catch [SafeProcess.ProcessFailedException] { $problem = $_; "$problem" }
    $LASTEXITCODE
} 'a failure is an error' { $problem -and $LASTEXITCODE -eq 3 }

Step '5. A pipeline that has enough ends the program' {
    Invoke-SafeProcess { unruly flood } -As Line | Select-Object -First 3 | Tee-Object -Variable lines
    "Programs left: $(@(Get-Process unruly -ErrorAction Ignore | Where-Object { $_.Parent.Id -eq $PID }).Count)"
} 'three lines, and no program is left' {
    $lines.Count -eq 3 -and -not (Get-Process unruly -ErrorAction Ignore | Where-Object { $_.Parent.Id -eq $PID })
}
