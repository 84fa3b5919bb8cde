BeforeAll {
    Import-Module "$PSScriptRoot/../SafeProcess.psd1"
    $exited = Invoke-SafeProcess sh '-c' 'printf 12345; printf 123 >&2; exit 3' -ErrorAction SilentlyContinue
    $timedOut = Invoke-SafeProcess sleep 1000 -Timeout 300ms -ErrorAction SilentlyContinue
    # The shell falls silent once its child has become sleep.
    $tree = 'sleep 1000 & until grep -q "(sleep) S" /proc/$!/stat; do :; done; echo asleep; wait; :'
    $family = Invoke-SafeProcess -IdleTimeout 2s -DiagnoseArgument -ErrorAction SilentlyContinue -- sh -c $tree
    $orphaned = Invoke-SafeProcess -- sh -c 'sleep 1000 & until grep -q sleep /proc/$!/comm; do :; done'
    $PSStyle.OutputRendering = 'PlainText'
}

Describe 'The table view' {
    BeforeAll { $table = $exited, $timedOut | Out-String -Width 160 }

    It 'is what a result looks like' {
        $exited | Out-String -Width 160 | Should -Be ($exited | Format-Table | Out-String -Width 160)
    }

    It 'has a column for program, outcome, exit code, duration and the size of each output' {
        $header = ($table -split "`n" | Where-Object { $_.Trim() })[0]
        $header | Should -Match 'Program'
        $header | Should -Match 'Outcome'
        $header | Should -Match 'Exit'
        $header | Should -Match 'Duration'
        $header | Should -Match 'Output'
        $header | Should -Match 'Error'
    }

    It 'has one row for each result' {
        $table | Should -Match '(?m)^sh\s+Exited\s+3\b.*\b5\b.*\b3\b'
        $table | Should -Match '(?m)^sleep\s+TimedOut\b'
        @($table -split "`n" | Where-Object { $_ -match 'Exited|TimedOut' }) | Should -HaveCount 2
    }

    It 'fits a terminal of 80 columns' {
        $narrow = $exited, $timedOut | Out-String -Width 80
        $narrow | Should -Match 'TimedOut'
        $narrow -split "`n" | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }
}

Describe 'The table view of a batch' {
    It 'says which item and which attempt each row is' {
        $table = 'one', 'two' | Invoke-SafeProcessBatch true -KeepOrder | Out-String -Width 160
        ($table -split "`n" | Where-Object { $_.Trim() })[0] | Should -Match '^\s*Index\s+Program\b.*\bAttempt\b'
        $table | Should -Match '(?m)^\s+1\s+true\s+Exited\s+0\s+1\s'
    }
}

Describe 'The list view' {
    BeforeAll { $list = $exited | Format-List | Out-String -Width 160 }

    It 'shows <_>' -ForEach 'FilePath', 'Outcome', 'ExitCode', 'Duration', 'StandardOutput', 'StandardError', 'Containment', 'ExceededLimit' {
        $list | Should -Match "(?m)^$_\s*:"
    }

    It 'shows what the program wrote' {
        $list | Should -Match '12345'
    }

    It 'of a run that was ended shows the tree as it stood' {
        $timedOut | Format-List | Out-String -Width 160 | Should -Match '(?m)^Diagnosis\s*:.*sleep'
    }

    It 'shows the tree with one line a process, each indented below its parent, and what it waits on' {
        $lines = $family | Format-List | Out-String -Width 200
        $child = $family.Diagnosis[1].Id
        $lines | Should -Match "(?m)^Diagnosis\s*: +$($family.ProcessId) S +[\d.]+ m?s  sh -c 'sleep 1000 &.*  wait for a (child|signal)\s*`$"
        $lines | Should -Match "(?m)^ +$child S +[\d.]+ m?s    sleep 1000 +sleep\s*`$"
    }

    It 'shows the orphans' {
        $orphaned | Format-List | Out-String -Width 160 | Should -Match "(?m)^Orphans\s*: sleep \($($orphaned.Orphans[0].Id)\)"
    }
}

Describe 'The diagnosis' {
    BeforeAll { $table = $family.Diagnosis | Out-String -Width 200 }

    It 'is a table of processes with state, processor time, memory, what each waits on and its command' {
        $table | Should -Match '(?m)^ *Id +ParentId +State +CPU +Memory +WaitsOn +Command\s*$'
        $table | Should -Match "(?m)^ *$($family.Diagnosis[1].Id) +$($family.ProcessId) +S +[\d.]+ m?s +[\d.]+ [KM]B +sleep +sleep 1000\s*`$"
        @($table -split "`n" | Where-Object { $_ -match 'sleep' }) | Should -HaveCount 2
    }

    It 'is the same table when it comes from another session' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($family.Diagnosis))
        $copy | Out-String -Width 200 | Should -Be $table
    }

    It 'shows names in brackets where there is no command' {
        $bare = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($family.Diagnosis[1]))
        $bare.CommandLine = $null
        $bare | Out-String -Width 200 | Should -Match '\[sleep\]'
    }
}

Describe 'Orphans' {
    It 'are a table of processes' {
        $orphaned.Orphans | Out-String | Should -Match "(?m)^ *$($orphaned.Orphans[0].Id) +\d+ sleep +\w\s*`$"
    }
}
