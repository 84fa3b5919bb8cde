BeforeAll {
    Import-Module "$PSScriptRoot/../SafeProcess.psd1"
    $exited = Invoke-SafeProcess sh '-c' 'printf 12345; printf 123 >&2; exit 3' -ErrorAction SilentlyContinue
    $timedOut = Invoke-SafeProcess sleep 1000 -Timeout 300ms -ErrorAction SilentlyContinue
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

Describe 'The list view' {
    BeforeAll { $list = $exited | Format-List | Out-String -Width 160 }

    It 'shows <_>' -ForEach 'FilePath', 'Outcome', 'ExitCode', 'Duration', 'StandardOutput', 'StandardError' {
        $list | Should -Match "(?m)^$_\s*:"
    }

    It 'shows what the program wrote' {
        $list | Should -Match '12345'
    }

    It 'of a run that was ended shows the tree as it stood' {
        $timedOut | Format-List | Out-String -Width 160 | Should -Match '(?m)^Diagnosis\s*:.*sleep'
    }
}
