<#
.SYNOPSIS
Runs the scripts of docs/guide/7-habits-that-go-wrong.md that go wrong, and tells what was seen.
.DESCRIPTION
Each stands in the page behind a comment with its name, <!-- habit: NAME -->, which may also name a file that is looked for some time after the end:
<!-- habit: NAME; after 6 s: FILE -->. It runs in a PowerShell and a folder of its own, with a time limit, so nothing hangs whoever measures. What it leaves
running is found, told and then ended. The scripts are written for Linux.
.EXAMPLE
dotnet pwsh docs/guide/measure/habits.ps1 -Update
#>
[CmdletBinding()]
param(
    # Only the habits whose names are like these.
    [string[]] $Name = '*',

    # Writes the table and what was seen into the page, between <!-- measured: NAME --> and <!-- /measured -->.
    [switch] $Update,

    # How long each script may take.
    [int] $TimeoutSeconds = 12
)

$ErrorActionPreference = 'Stop'
if (-not $IsLinux) { throw 'The scripts on the page are written for Linux.' }
Import-Module (Join-Path $PSScriptRoot .. .. .. SafeProcess.psd1)
. (Join-Path $PSScriptRoot Measured.ps1)
$page = Join-Path $PSScriptRoot .. 7-habits-that-go-wrong.md | Resolve-Path
$text = Get-Content $page -Raw
$habits = [regex]::Matches($text, '(?ms)^<!-- habit: (?<name>[\w-]+)(; after (?<seconds>\d+) s: (?<file>\S+))? -->\n```powershell wrong\n(?<script>.*?)^```$')

function Measure-Habit($Habit) {
    $folder = Join-Path ([IO.Path]::GetTempPath()) "habit-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
    $null = New-Item $folder -ItemType Directory
    try {
        Set-Content (Join-Path $folder habit.ps1) $Habit.Groups['script'].Value
        $pwsh, $arguments = Get-PwshCommand -NoProfile -NonInteractive -File habit.ps1
        # Nothing that the script leaves is ended before it was looked at.
        $result = Invoke-SafeProcess -FilePath $pwsh -ArgumentList $arguments -WorkingDirectory $folder -Timeout "$($TimeoutSeconds)s" -GracePeriod 500ms `
            -OrphanPolicy Keep -MergeStandardError -Environment @{ NO_COLOR = '1' } -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $file = $Habit.Groups['file'].Value
        if ($file) { Start-Sleep $Habit.Groups['seconds'].Value }
        $left = @($result.Orphans | Where-Object { -not $result.TimedOut } | ForEach-Object { Get-Process -Id $_.Id -ErrorAction Ignore })
        $seen = [pscustomobject] @{
            Name     = $Habit.Groups['name'].Value
            Title    = [regex]::Matches($text.Substring(0, $Habit.Index), '(?m)^## (.+)$')[-1].Groups[1].Value
            Ended    = $result.TimedOut ? "still waiting after $TimeoutSeconds s" : "by itself, with exit code $($result.ExitCode)"
            TimedOut = $result.TimedOut
            Waited   = @($result.Diagnosis | Where-Object { $result.TimedOut -and $_.Id -ne $result.ProcessId } |
                    ForEach-Object { "``$(Split-Path $_.CommandLine -Leaf)``: $($_.WaitsOn)" })
            Left     = @($left | Group-Object Name | ForEach-Object { $_.Count -eq 1 ? $_.Name : "$($_.Count) $($_.Name)" })
            Later    = $file ? "$($Habit.Groups['seconds'].Value) s later ``$file`` was $((Test-Path (Join-Path $folder $file)) ? 'there' : 'not there')" : ''
            Printed  = $result.StandardOutput.Replace($folder, '.').Trim()
        }
        $left | Stop-Process -Force -ErrorAction Ignore
        return $seen
    } finally {
        Remove-Item $folder -Recurse -Force
    }
}

function Format-Seen($Seen) {
    $what = $Seen.TimedOut ? "It was $($Seen.Ended), and had to be stopped." : "It ended $($Seen.Ended)."
    if ($Seen.Waited) { $what += " What waited: $($Seen.Waited -join '; ')." }
    if ($Seen.Left) { $what += " Left running: ``$($Seen.Left -join '`, `')``." }
    if ($Seen.Later) { $what += " $($Seen.Later)." }
    if (-not $Seen.Printed) { return "Seen: $what It printed nothing." }
    return "Seen: $what It printed:`n`n``````text`n$($Seen.Printed)`n``````"
}

$all = foreach ($habit in $habits | Where-Object { $entry = $_; $Name | Where-Object { $entry.Groups['name'].Value -like $_ } }) {
    Write-Host "$($habit.Groups['name'].Value) …"
    Measure-Habit $habit
}

$table = @(
    "Measured on $(Get-MachineText)."
    ''
    '| habit | how it ended | left running | the last line that it printed |'
    '| --- | --- | --- | --- |'
    foreach ($seen in $all) {
        $left = @($seen.Left | ForEach-Object { "``$_``" }) -join ', '
        $last = ($seen.Printed -split '\n')[-1].Trim()
        "| $($seen.Title) | $($seen.Ended)$($seen.Later ? "; $($seen.Later)" : '') | $left | $($last -replace '\|', '\|') |"
    }
) -join "`n"
$table

if ($Update) {
    foreach ($seen in $all) { $text = Set-Measured $text $seen.Name (Format-Seen $seen) }
    if ($all.Count -eq $habits.Count) { $text = Set-Measured $text table $table }
    Set-Content $page $text -NoNewline
}
