BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $exited = Invoke-SafeProcess unruly exit 3 --out 12345 --err 123 -ErrorAction SilentlyContinue
    $timedOut = Invoke-UntilTrue { Invoke-SafeProcess unruly tree plain plain -Timeout $args[0] -GracePeriod 0 -ErrorAction Ignore } { $args[0].StandardOutput -match 'ready' }
    $orphaned = Invoke-SafeProcess unruly orphan 0 plain -GracePeriod 0
}

Describe 'The table view' {
    It 'is what a result looks like' {
        $exited | Get-View | Should -Be ($exited | Format-Table | Get-View)
    }

    It 'has a column for program, outcome, exit code, duration and the size of each output' {
        ($exited | Get-View)[0] | Should -Match '^Program +Outcome +ExitCode +Duration +Output +Error$'
    }

    It 'has one row for each result' {
        $rows = $exited, $timedOut | Get-View | Select-Object -Skip 2
        $rows | Should -HaveCount 2
        $rows[0] | Should -Match '^unruly\S* +Exited +3 +[\d.]+ m?s +5 B +3 B$'
        $rows[1] | Should -Match '^unruly\S* +TimedOut +[\d.]+ s +\d+ B +0 B$'
    }

    It 'fits <_> columns' -ForEach 80, 120 {
        $rows = $exited, $timedOut | Get-View -width $_
        $rows | Should -HaveCount 4
        $rows | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }

    It 'cuts nothing off: what is too long for its column goes on below' {
        $long = Join-Path $TestDrive "a-program-whose-name-is-long$([IO.Path]::GetExtension($unruly))"
        Copy-Item (Join-Path (Split-Path $unruly) '*') $TestDrive -Exclude (Split-Path $unruly -Leaf)
        Copy-Item $unruly $long
        $view = Invoke-SafeProcess $long flood -OutputLimit 10 -GracePeriod 0 -ErrorAction SilentlyContinue | Get-View -width 80
        -join ($view | Select-Object -Skip 2 | ForEach-Object { $_.PadRight(20).Substring(0, 20).Trim() }) | Should -Be (Split-Path $long -Leaf)
        $view -match ' OutputLimitExceeded ' | Should -HaveCount 1
    }
}

Describe 'The table view of a batch' {
    BeforeAll { $batch = 'one', 'two' | Invoke-SafeProcessBatch { unruly exit 0 --out $_ } -KeepOrder }

    It 'says which item and which attempt each row is' {
        $table = $batch | Get-View
        $table[0] | Should -Match '^Index +Program +Outcome +ExitCode +Attempt +Duration +Output +Error$'
        $table[3] | Should -Match '^ +1 +unruly\S* +Exited +0 +1 +[\d.]+ m?s +3 B +0 B$'
    }

    It 'fits 80 columns' {
        $table = $batch | Get-View -width 80
        $table | Should -HaveCount 4
        $table | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }
}

Describe 'The list view' {
    BeforeAll { $list = $exited | Format-List | Get-View }

    It 'shows <_>' -ForEach 'FilePath', 'Outcome', 'ExitCode', 'Duration', 'StandardOutput', 'StandardError', 'Containment', 'ExceededLimit' {
        $list -match "^$_\s*:" | Should -HaveCount 1
    }

    It 'shows what the program wrote' {
        $list -match '^StandardOutput\s*: 12345' | Should -HaveCount 1
    }

    It 'of a run that was ended shows the tree as it stood' {
        $timedOut | Format-List | Get-View | Where-Object { $_ -match '^Diagnosis\s*:.*unruly' } | Should -HaveCount 1
    }

    It 'shows the orphans' {
        $orphaned | Format-List | Get-View | Where-Object { $_ -match "^Orphans\s*: unruly\S* \($($orphaned.Orphans[0].Id)\)" } | Should -HaveCount 1
    }
}

Describe 'The diagnosis' {
    BeforeAll { $table = $timedOut.Diagnosis | Get-View }

    It 'is a table of processes with state, processor time, memory, what each waits on and its command' {
        $table[0] | Should -Match '^ *Id +ParentId +State +CPU +Memory +WaitsOn +Command$'
        $table -match 'unruly' | Should -HaveCount 2
        $table -match "^ *\d+ +$($timedOut.ProcessId) " | Should -HaveCount 1
    }

    It 'is the same table when it comes from another session' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($timedOut.Diagnosis))
        $copy | Get-View | Should -Be $table
    }

    It 'fits <_> columns, and cuts nothing off' -ForEach 80, 120 {
        $columns = $_
        $rows = $timedOut.Diagnosis | Get-View -width $columns
        $rows | ForEach-Object { $_.Length | Should -BeLessOrEqual $columns }
        $commands = -join ($rows | Select-Object -Skip 2 | ForEach-Object { $_.PadRight(62).Substring(62).Trim() })
        $commands | Should -Be (-join $timedOut.Diagnosis.CommandLine)
    }

    It 'has what a heading says as a property' {
        $timedOut.Diagnosis[0].Command | Should -Be $timedOut.Diagnosis[0].CommandLine
    }

    It 'shows names in brackets where there is no command' {
        $bare = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($timedOut.Diagnosis[1]))
        $bare.CommandLine = $null
        $bare | Get-View | Where-Object { $_ -match '\[unruly\S*\]' } | Should -HaveCount 1
    }
}

Describe 'Orphans' {
    It 'are a table of processes' {
        $table = $orphaned.Orphans | Get-View
        $table[0] | Should -Match '^ *Id +ParentId +Name +State$'
        $table[2] | Should -Match "^ *$($orphaned.Orphans[0].Id) +\d+ +unruly\S* +\S$"
    }
}

Describe 'The stages of a pipeline' {
    BeforeAll { $piped = Invoke-SafeProcess { unruly exit 0 | unruly exit 3 --err 12 } -ErrorAction Ignore }

    It 'are a table of programs that fits 80 columns' {
        $table = $piped.Stages | Get-View -width 80
        $table[0] | Should -Match '^Program +Success +ExitCode +Signal +CPU +Error$'
        $table[3] | Should -Match '^unruly\S* +False +3 +[\d.]+ m?s +2 B$'
        $table | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }

    It 'are lines of the list view' {
        $list = $piped | Format-List | Get-View
        $list -match '^Stages +: unruly\S* exited with code 0$' | Should -HaveCount 1
        $list -match '^ +unruly\S* exited with code 3$' | Should -HaveCount 1
    }
}

Describe 'A script that ends with exit' {
    It 'loses no row of <name>' -ForEach @(
        @{ Name = 'a result'; Script = 'Invoke-SafeProcess unruly exit 0'; Shows = 'unruly.* Exited ' }
        @{ Name = 'a batch'; Script = '1 | Invoke-SafeProcessBatch { unruly exit 0 }'; Shows = '^ +0 unruly.* Exited ' }
        @{ Name = 'orphans'; Script = '(Invoke-SafeProcess unruly orphan 0 plain -GracePeriod 0).Orphans'; Shows = '^ *\d+ +\d+ unruly' }
        @{ Name = 'a diagnosis'; Script = '(Invoke-SafeProcess unruly tree plain -Timeout 3s -GracePeriod 0 -ErrorAction Ignore).Diagnosis'; Shows = '^ *\d+ +\d+ +\S +[\d.]+ m?s ' }
        @{ Name = 'stages'; Script = '(Invoke-SafeProcess { unruly exit 0 | unruly exit 0 --err 12 }).Stages'; Shows = '^unruly.* 2 B$' }
        @{ Name = 'live runs'; Script = '$null = Start-SafeProcess unruly hang -Name mine; Get-SafeProcess'; Shows = '^ *1 unruly.*mine' }
        @{ Name = 'what a port answers'
            Script = '$job = Start-SafeProcess unruly serve; $line = Wait-SafeProcess $job -Line "on (\d+)"; Wait-SafeProcess $job -Port ([int]$line.Groups[1].Value)'
            Shows = '^InterNetwork .*127.0.0.1' }
    ) {
        $told = Invoke-Pwsh -NoProfile -NonInteractive -Command ". '$PSScriptRoot/Support.ps1'; `$PSStyle.OutputRendering = 'PlainText'; $script; exit 0"
        $told -match $shows | Should -HaveCount 1 -Because ($told -join "`n")
    }
}
