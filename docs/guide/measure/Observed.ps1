# How comparison.ps1 looks at one run by one way, and how it says what it saw.

function Test-Alive([int] $Id) {
    $status = Get-Content "/proc/$Id/stat" -Raw -ErrorAction Ignore
    # The last parenthesis closes the name. A zombie is dead: whoever inherited it buries it in its own time.
    return $null -ne $status -and $status.Substring($status.LastIndexOf(')') + 2)[0] -notin 'Z', 'X'
}

# The processes of misbehave.sh that are alive: program, child, session, daemon.
function Get-Alive([string] $Folder) {
    foreach ($file in 'program', 'child', 'session', 'daemon' | ForEach-Object { Get-Item "$Folder/$_.pid" -ErrorAction Ignore }) {
        $id = [int] (Get-Content $file.FullName)
        $commandLine = Get-Content "/proc/$id/cmdline" -Raw -ErrorAction Ignore
        if ($commandLine -match 'sleep|misbehave|setsid' -and (Test-Alive $id)) { [pscustomobject] @{ Name = $file.BaseName; Id = $id } }
    }
}

function Wait-Until([scriptblock] $Condition, [double] $Seconds) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) { return $false }
        Start-Sleep -Milliseconds 50
    }
    return $true
}

# One run by one way. With a signal, that is sent once the whole tree stands: to the caller's process group, as a terminal does for Ctrl+C, or to the caller alone.
function Watch-Way($Way, [string] $Work, [string] $Program, [int] $Limit, [string] $Case, [string] $Signal, [switch] $ToGroup) {
    $folder = (New-Item (Join-Path $Work "$Case-$([guid]::NewGuid().ToString('N').Substring(0, 8))") -ItemType Directory).FullName
    $start = [Diagnostics.ProcessStartInfo]::new('setsid')
    $start.WorkingDirectory = $folder
    $start.UseShellExecute = $false
    $arguments = @('sh', '-c', 'exec "$@" > "$0/caller.out" 2> "$0/caller.err" < /dev/null', $folder) + $Way.Start + @("$Limit", $folder, $Case, $Program) + $Way.Last
    foreach ($argument in $arguments | Where-Object { $_ }) { $start.ArgumentList.Add($argument) }
    $start.Environment['NO_COLOR'] = '1'
    $caller = [Diagnostics.Process]::Start($start)    # setsid replaces itself: this is the caller, its session and its group
    try {
        if (-not (Wait-Until { Test-Path "$folder/program.pid" } 60)) { throw "$($Way.Name) did not start it: $(Get-Content "$folder/caller.err" -Raw)" }
        $clock = [Diagnostics.Stopwatch]::StartNew()
        if ($Signal) {
            if (-not (Wait-Until { @(Get-Alive $folder).Count -eq 4 } 20)) { throw "The tree does not stand: $(Get-Content "$folder/caller.err" -Raw)" }
            Start-Sleep -Milliseconds 500
            $clock.Restart()
            & kill "-$Signal" -- ($ToGroup ? "-$($caller.Id)" : "$($caller.Id)")
        }
        $returned = $caller.WaitForExit(20000)
        $seconds = $clock.Elapsed.TotalSeconds
        # What is on its way out has five seconds for it.
        if ($returned -and $Case -ne 'orphan') { $null = Wait-Until { -not (Get-Alive $folder) } 5 } else { Start-Sleep -Milliseconds 500 }
        Write-Verbose ("$($Way.Name): {0} {1}: returned {2} after {3:0.0} s, left {4}" -f $Case, $Signal, $returned, $seconds, "$((Get-Alive $folder).Name)")
        return [pscustomobject] @{
            Returned = $returned
            Seconds  = $seconds
            Left     = @((Get-Alive $folder).Name)
            Asked    = Test-Path "$folder/asked"
            Output   = (Get-Item "$folder/captured.out" -ErrorAction Ignore).Length
            Error    = (Get-Item "$folder/captured.err" -ErrorAction Ignore).Length
            Kept     = (Get-Content "$folder/captured.out" -ErrorAction Ignore | Select-Object -First 1) -eq 'half'
        }
    } finally {
        if (-not $caller.HasExited) { & kill -KILL -- "-$($caller.Id)" }
        Get-Alive $folder | ForEach-Object { & kill -KILL $_.Id }
        $null = $caller.WaitForExit(5000)
    }
}

# Everything that is looked at by one way.
function Measure-Way($Way, [string] $Work, [string] $Program, [int] $Limit) {
    $row = @{ Name = $Way.Name }
    if (-not $Way.NoDeadline) {
        foreach ($case in 'polite', 'stubborn', 'tree') { $row[$case] = Watch-Way $Way $Work $Program $Limit $case }
    }
    foreach ($case in 'full', 'orphan') { $row[$case] = Watch-Way $Way $Work $Program 8 $case }
    $row.group = Watch-Way $Way $Work $Program 60 tree -Signal INT -ToGroup
    $row.caller = Watch-Way $Way $Work $Program 60 tree -Signal INT
    $row.ended = Watch-Way $Way $Work $Program 60 tree -Signal TERM
    $row.killed = Watch-Way $Way $Work $Program 60 tree -Signal KILL
    return $row
}

function Format-Deadline($Seen) {
    if (-not $Seen) { return 'has none' }
    if (-not $Seen.Returned) { return 'does not return' }
    $how = $Seen.Asked ? 'asked first' : 'killed at once'
    "$([math]::Round($Seen.Seconds)) s, $how, output $($Seen.Kept ? 'kept' : 'lost')$('program' -in $Seen.Left ? ', still runs' : '')"
}

function Format-Stubborn($Seen) {
    if (-not $Seen) { return 'has none' }
    if (-not $Seen.Returned) { return 'does not return' }
    "$([math]::Round($Seen.Seconds)) s, $('program' -in $Seen.Left ? 'STILL RUNS' : 'gone'), output $($Seen.Kept ? 'kept' : 'lost')"
}

function Format-Full($Seen) {
    if (-not $Seen.Returned) { return 'hangs' }
    $whole = $Seen.Output -in 1000000, 1000001 -and $Seen.Error -in 1000000, 1000001
    $whole ? 'both whole' : "$($Seen.Output) and $($Seen.Error) bytes of 1000000 each"
}

function Format-Orphan($Seen) {
    $returned = $Seen.Returned ? "$([math]::Round($Seen.Seconds)) s" : 'does not return'
    $child = $Seen.Left ? 'child runs on' : $Seen.Seconds -gt 13 ? 'waited for the child' : 'child ended'
    "$returned, output $($Seen.Kept ? 'kept' : 'lost'), $child"
}

function Format-Left($Seen) {
    if (-not $Seen) { return 'has none' }
    $left = $Seen.Left ? ($Seen.Left -join ', ') : 'nothing'
    $Seen.Returned ? $left : "$left; the caller goes on"
}

# For each column: its heading, how a cell reads, and when it is as one would wish.
$columns = [ordered] @{
    polite   = @('a deadline of 2 s, a program that ends when asked', ${function:Format-Deadline}, { $_.Returned -and $_.Asked -and $_.Kept -and $_.Seconds -lt 6 })
    stubborn = @('a deadline of 2 s, a program that ignores SIGTERM', ${function:Format-Stubborn}, { $_.Returned -and $_.Kept -and -not $_.Left -and $_.Seconds -lt 7 })
    full     = @('a megabyte on each stream', ${function:Format-Full}, { $_.Returned -and $_.Output -ge 1000000 -and $_.Error -ge 1000000 })
    orphan   = @('the program ends at once, its child lives 15 s and holds the pipe; limit 8 s', ${function:Format-Orphan}, { $_.Returned -and $_.Kept -and $_.Seconds -lt 5 })
    tree     = @('after a deadline', ${function:Format-Left}, { $_.Returned -and -not $_.Left })
    group    = @('Ctrl+C (SIGINT to the group)', ${function:Format-Left}, { $_.Returned -and -not $_.Left })
    caller   = @('SIGINT to the caller alone', ${function:Format-Left}, { $_.Returned -and -not $_.Left })
    ended    = @('SIGTERM to the caller (as a supervisor stops it)', ${function:Format-Left}, { $_.Returned -and -not $_.Left })
    killed   = @('the caller is killed (SIGKILL)', ${function:Format-Left}, { $_.Returned -and -not $_.Left })
}

function Format-Rows($Rows, [string[]] $Names) {
    "| | $(($Names | ForEach-Object { $columns[$_][0] }) -join ' | ') |"
    "| --- |$(' --- |' * $Names.Count)"
    foreach ($row in $Rows) {
        $cells = foreach ($column in $Names) {
            $text = & $columns[$column][1] $row[$column]
            $row[$column] -and ($row[$column] | Where-Object $columns[$column][2]) ? "**$text**" : $text
        }
        "| $($row.Name) | $($cells -join ' | ') |"
    }
}

function Format-Comparison($Rows, [string[]] $Missing) {
    @(
        "Measured on $(Get-MachineText). Others used the machine too (load average $((Get-Content /proc/loadavg).Split(' ')[0])), so the seconds are rough."
        if ($Missing) { "Not on this machine, so not measured: $($Missing -join '; ')." }
        ''
        'What the caller gets:'
        ''
        Format-Rows $Rows polite, stubborn, full, orphan
        ''
        'What is left of a program with three descendants (child, session, daemon):'
        ''
        Format-Rows $Rows tree, group, caller, ended, killed
    ) -join "`n"
}
