BeforeAll { . "$PSScriptRoot/Support.ps1" }

Describe 'A batch' {
    It 'runs a block for each item, which is $_' {
        'one', 'two', 'three' | Invoke-SafeProcessBatch { unruly exit 0 --out "<$_>" } -KeepOrder | ForEach-Object StandardOutput |
            Should -BeExactly '<one>', '<two>', '<three>'
    }

    It 'gives the item as the last argument where nothing else of it is used' {
        $told = 'a b', 'c' | Invoke-SafeProcessBatch unruly args -KeepOrder
        Read-Argument ($told[0].StandardOutput.TrimEnd() -split '\r?\n') | Should -BeExactly 'a b'
        Read-Argument ($told[1].StandardOutput.TrimEnd() -split '\r?\n') | Should -BeExactly c
    }

    It 'gives as many results as items' {
        (1..20 | Invoke-SafeProcessBatch { unruly exit 0 } -ThrottleLimit 4).Index | Sort-Object | Should -Be (0..19)
    }

    It 'writes an error for each item that fails, and goes on' {
        $results = 0, 3, 0 | Invoke-SafeProcessBatch { unruly exit $_ } -KeepOrder -ErrorVariable failures -ErrorAction SilentlyContinue
        $results.ExitCode | Should -Be 0, 3, 0
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'NonZeroExit,*'
        "$failures" | Should -BeLike 'Item 1: *'
    }

    It 'ends with the first failure with -FailFast' {
        $results = 3, 0, 0 | Invoke-SafeProcessBatch { unruly exit $_ } -ThrottleLimit 1 -FailFast -ErrorVariable failures -ErrorAction SilentlyContinue
        $results | Should -HaveCount 1
        $failures.FullyQualifiedErrorId | ForEach-Object { $_ -replace ',.*' } | Should -Be 'NonZeroExit', 'NotRun'
    }

    It 'ends what takes too long, and nothing else' {
        $results = 'hang', 'cwd' | Invoke-SafeProcessBatch { unruly $_ } -Timeout 10s -GracePeriod 0 -KeepOrder -ErrorAction SilentlyContinue
        $results.Outcome | Should -Be 'TimedOut', 'Exited'
    }

    It 'ends as a whole after -BatchTimeout' {
        $results = 1..3 | Invoke-SafeProcessBatch { unruly hang } -ThrottleLimit 3 -BatchTimeout 2s -GracePeriod 0 -ErrorAction SilentlyContinue
        $results | Where-Object { -not (Test-Gone $_.ProcessId) } | Should -BeNullOrEmpty
    }

    It 'takes rows as commands' {
        $rows = [pscustomobject]@{ FilePath = 'unruly'; ArgumentList = 'exit', 4 }, @{ FilePath = 'unruly'; ArgumentList = , 'cwd'; WorkingDirectory = "$TestDrive" }
        $results = $rows | Invoke-SafeProcessBatch -KeepOrder -ErrorAction SilentlyContinue
        $results.ExitCode | Should -Be 4, 0
        $results[1].StandardOutput | Should -Be (Invoke-SafeProcess unruly cwd -WorkingDirectory $TestDrive -As Text)
    }

    It 'gives each item an input of its own' {
        'a', 'b' | Invoke-SafeProcessBatch { unruly echo } -StandardInput { "in $_" } -KeepOrder | ForEach-Object { $_.StandardOutput.Trim() } |
            Should -BeExactly 'in a', 'in b'
    }

    It 'sends output to a file of each item' {
        Push-Location $TestDrive
        try {
            $null = 'a', 'b' | Invoke-SafeProcessBatch { unruly exit 0 --out "for $_" > "$_.txt" }
            Get-Content a.txt, b.txt | Should -BeExactly 'for a', 'for b'
        }
        finally { Pop-Location }
    }

    It 'keeps a log, by which a later batch leaves out what succeeded' {
        $log = Join-Path $TestDrive runs.jsonl
        $null = 0, 3 | Invoke-SafeProcessBatch { unruly exit $_ } -JobLog $log -ErrorAction SilentlyContinue
        Get-Content $log | Should -HaveCount 2
        $again = 0, 3 | Invoke-SafeProcessBatch { unruly exit $_ } -JobLog $log -Resume -ErrorAction SilentlyContinue
        $again.ExitCode | Should -Be 3
    }

    It 'tries again' {
        (1 | Invoke-SafeProcessBatch { unruly exit 3 } -RetryCount 2 -RetryDelay 10ms -ErrorAction SilentlyContinue).Attempt | Should -Be 3
    }

    It 'that is stopped downstream ends all of its programs' {
        $first = 1..3 | Invoke-SafeProcessBatch { unruly exit 0 } | Select-Object -First 1
        $first.Success | Should -BeTrue
        Get-SafeProcess | Should -BeNullOrEmpty
    }
}
