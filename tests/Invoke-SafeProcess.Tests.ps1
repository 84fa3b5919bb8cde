BeforeAll { . "$PSScriptRoot/Support.ps1" }

Describe 'A run' {
    It 'gives a result with the output, the exit code and the outcome' {
        $result = Invoke-SafeProcess unruly exit 0 --out "hello`n"
        $result.StandardOutput | Should -BeExactly "hello`n"
        $result.StandardError | Should -BeExactly ''
        $result.ExitCode | Should -Be 0
        $result.Outcome | Should -Be 'Exited'
        $result.Success | Should -BeTrue
        $result.FilePath | Should -Be $unruly
        $result.ProcessId | Should -BeGreaterThan 0
        $LASTEXITCODE | Should -Be 0
    }

    It 'keeps both streams apart' {
        $result = Invoke-SafeProcess unruly exit 0 --out out --err err
        $result.StandardOutput | Should -BeExactly out
        $result.StandardError | Should -BeExactly err
        $result.LastErrorLine | Should -BeExactly err
    }

    It 'keeps all of what fills both pipes' {
        $result = Invoke-SafeProcess unruly write 300000 --to both -Timeout 60s
        $result.StandardOutputLength | Should -Be 300000
        $result.StandardErrorLength | Should -Be 300000
    }

    It 'takes arguments as they would be typed for the program' {
        Invoke-SafeProcess unruly exit 4 --out text --err '' -As Text -ErrorAction Ignore | Should -BeExactly text
        $LASTEXITCODE | Should -Be 4
    }

    It 'passes options that are no parameter on to the program' {
        Read-Argument (Invoke-SafeProcess unruly args -n --key=2 -c a,b -x:y -As Line) | Should -BeExactly '-n', '--key=2', '-c', 'a,b', '-x:y'
    }

    It 'passes everything after -- on to the program, also what could be a parameter' {
        Read-Argument (Invoke-SafeProcess -Timeout 60 -As Line -- unruly args -f -Timeout 5 -e x) | Should -BeExactly '-f', '-Timeout', '5', '-e', 'x'
    }

    It 'lets a pipeline feed it and a pipeline read it' {
        'pear', 'apple' | Invoke-SafeProcess unruly echo -As Line | ForEach-Object ToUpperInvariant | Should -BeExactly 'PEAR', 'APPLE'
    }

    It 'can be chained with itself' {
        (1..1000 | Invoke-SafeProcess unruly echo -As Line | Invoke-SafeProcess unruly echo -As Line)[-1] | Should -Be '1000'
    }

    It 'starts nothing with -WhatIf' {
        $file = Join-Path $TestDrive never
        Invoke-SafeProcess unruly touch $file -WhatIf | Should -BeNullOrEmpty
        # What stands behind the program is the program's, -WhatIf spelt in full is not.
        Test-Path $file | Should -BeFalse
    }
}

Describe 'Timeout' {
    It 'given as <_> ends a program that runs longer' -ForEach 1, 0.5, '500ms', '0.5s', '00:00:01', ([TimeSpan]::FromMilliseconds(500)) {
        $result = Invoke-SafeProcess unruly hang -Timeout $_ -GracePeriod 0 -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.Outcome | Should -Be 'TimedOut'
        $result.TimedOut | Should -BeTrue
        $result.ExitCode | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'TimedOut,*'
        $LASTEXITCODE | Should -Be 124
        Test-Gone $result.ProcessId | Should -BeTrue
    }

    It 'given as <_> leaves a shorter program alone' -ForEach 50, '1m30s', '1h', '00:05:00', ([TimeSpan]::FromMinutes(2)) {
        (Invoke-SafeProcess unruly exit 0 -Timeout $_).Outcome | Should -Be 'Exited'
    }

    It 'given as <_> is refused before anything starts' -ForEach 0, -1, 'soon', '5x', '50d', '24:00:00' {
        { Invoke-SafeProcess unruly exit 0 -Timeout $_ } | Should -Throw
    }

    It 'of silence lets a program go on that keeps talking' {
        (Invoke-SafeProcess unruly numbers 6 --every 500 -IdleTimeout 5s).Outcome | Should -Be 'Exited'
    }

    It 'of silence ends a program that has fallen silent, and keeps what it wrote' {
        $result = Invoke-UntilTrue { Invoke-SafeProcess unruly hang --out talking -IdleTimeout $args[0] -GracePeriod 0 -ErrorAction Ignore } { $args[0].StandardOutput }
        $result.Outcome | Should -Be 'IdleTimedOut'
        $result.StandardOutput | Should -BeExactly talking
    }

    It 'keeps what was written up to it' {
        $result = Invoke-UntilTrue { Invoke-SafeProcess unruly hang --out half --err problem -Timeout $args[0] -GracePeriod 0 -ErrorAction Ignore } { $args[0].StandardError }
        $result.StandardOutput | Should -BeExactly half
        "$result" | Should -BeLike '*unruly*timed out*problem*'
    }
}

Describe 'A limit of output' {
    It 'ends a program that writes more' {
        $result = Invoke-SafeProcess unruly flood -OutputLimit 1000 -GracePeriod 0 -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.Outcome | Should -Be 'OutputLimitExceeded'
        $result.StandardOutput.Length | Should -Be 1000
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'OutputLimitExceeded,*'
    }
}

Describe 'Retries' {
    It 'try again until a run succeeds, and say which attempt that was' {
        $file = Join-Path $TestDrive tries
        $result = Invoke-SafeProcess { unruly exit 0 --out x } -StandardOutputPath $file -Append -RetryCount 2 -RetryDelay 10ms
        $result.Attempt | Should -Be 1
        $result = Invoke-SafeProcess unruly exit 3 -RetryCount 2 -RetryDelay 10ms -ErrorAction SilentlyContinue
        $result.Attempt | Should -Be 3
        $result.ExitCode | Should -Be 3
    }

    It 'leave a failure alone that -RetryOn does not name' {
        (Invoke-SafeProcess unruly exit 3 -RetryCount 2 -RetryDelay 10ms -RetryOn 7 -ErrorAction SilentlyContinue).Attempt | Should -Be 1
    }
}

Describe 'Forms of the output' {
    It 'Text is one string without its last newline' {
        Invoke-SafeProcess unruly numbers 2 -As Text | Should -BeExactly "1`n2"
        Invoke-SafeProcess unruly numbers 2 -As Text -KeepNewline | Should -BeExactly "1`n2`n"
    }

    It 'Line gives strings while the program runs, and a pipeline that has enough ends it' {
        Invoke-SafeProcess unruly flood -As Line -GracePeriod 0 | Select-Object -First 2 | Should -BeExactly 'y', 'y'
    }

    It 'Line takes CR LF for one end of a line' {
        Invoke-SafeProcess unruly exit 0 --out "one`r`ntwo`r`n" -As Line | Should -BeExactly 'one', 'two'
    }

    It 'Byte gives what came, as bytes' {
        $bytes = Invoke-SafeProcess unruly bytes 00FF0A0D80 -As Byte
        [Convert]::ToHexString($bytes) | Should -BeExactly 00FF0A0D80
    }

    It 'puts standard error on the information stream, with a tag' {
        $null = Invoke-SafeProcess unruly exit 0 --out out --err "err`n" -As Line -InformationVariable told 6>$null
        "$told" | Should -BeExactly err
        $told[0].Tags | Should -Contain StandardError
    }

    It 'merges both streams in the order of arrival' {
        Invoke-SafeProcess unruly exit 0 --out "out`n" --err "err`n" -MergeStandardError -As Line | Sort-Object | Should -BeExactly 'err', 'out'
    }
}

Describe 'Many at once' {
    It 'work from ForEach-Object -Parallel' {
        $manifest = Join-Path $PSScriptRoot .. SafeProcess.psd1
        $lines = 1..8 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-SafeProcess $using:unruly exit 0 --out $_ -As Text } -ThrottleLimit 4
        $lines | Sort-Object | Should -Be '1', '2', '3', '4', '5', '6', '7', '8'
    }

    It 'work from a thread job, and stopping the job ends the program' {
        $manifest = Join-Path $PSScriptRoot .. SafeProcess.psd1
        $job = Start-ThreadJob { Import-Module $using:manifest; Invoke-SafeProcess $using:unruly tree plain -As Line -GracePeriod 0 }
        try {
            Wait-Until { Receive-Job $job -Keep }
            $id = (Receive-Job $job -Keep)[0] -split ' ' | Select-Object -Index 1
            Stop-Job $job
            Wait-Until { Test-Gone $id }
        }
        finally { Remove-Job $job -Force }
    }
}
