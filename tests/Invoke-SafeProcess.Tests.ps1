BeforeAll {
    Import-Module "$PSScriptRoot/../SafeProcess.psd1"
}

Describe 'A run' {
    It 'gives a result with the output, the exit code and the outcome' {
        $result = Invoke-SafeProcess echo hello
        $result.StandardOutput | Should -BeExactly "hello`n"
        $result.StandardError | Should -BeExactly ''
        $result.ExitCode | Should -Be 0
        $result.Outcome | Should -Be 'Exited'
        $result.Success | Should -BeTrue
        $result.FilePath | Should -Be (Get-Command echo -CommandType Application | Select-Object -First 1).Source
        $LASTEXITCODE | Should -Be 0
    }

    It 'takes arguments as they would be typed for the program' {
        $version = Invoke-SafeProcess bash --version -As Text
        $version | Should -Match '^GNU bash, version \d'
    }

    It 'passes short options that are no parameter on to the program' {
        Set-Content (Join-Path $TestDrive rows) 'b 10', 'a 9'
        Invoke-SafeProcess sort -n --key=2 rows -WorkingDirectory $TestDrive -As Line | Should -Be 'a 9', 'b 10'
    }

    It 'passes everything after -- on to the program, also what could be a parameter' {
        Invoke-SafeProcess -Timeout 60 -As Line -- echo -f -Timeout 5 -e x | Should -BeExactly '-f -Timeout 5 -e x'
        Invoke-SafeProcess -As Line -- sh -c 'echo $0 $1' zero one | Should -BeExactly 'zero one'
    }

    It 'writes an error when the program fails, and goes on' {
        $result = Invoke-SafeProcess false -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.ExitCode | Should -Be 1
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'NonZeroExit,*'
        $LASTEXITCODE | Should -Be 1
    }

    It 'throws with -ErrorAction Stop' {
        { Invoke-SafeProcess false -ErrorAction Stop } |
            Should -Throw -ErrorId 'NonZeroExit,*' -ExceptionType ([SafeProcess.ProcessFailedException])
    }

    It 'throws when there is no such program' {
        { Invoke-SafeProcess no-such-program-anywhere } | Should -Throw -ErrorId 'CommandNotFound,*'
    }

    It 'lets a pipeline feed it and a pipeline read it' {
        $sorted = 'pear', 'apple', 'fig' | Invoke-SafeProcess sort -As Line | ForEach-Object ToUpperInvariant
        $sorted | Should -Be 'APPLE', 'FIG', 'PEAR'
    }

    It 'can be chained with itself' {
        1..1000 | Invoke-SafeProcess cat -As Line | Invoke-SafeProcess tail '-n' 1 -As Line | Should -Be '1000'
    }
}

Describe 'Arguments' {
    It 'reach the program exactly: <name>' -ForEach @(
        @{ Name = 'empty'; Argument = '' }
        @{ Name = 'blank'; Argument = ' ' }
        @{ Name = 'spaces'; Argument = ' two  words ' }
        @{ Name = 'double quotes'; Argument = 'say "hi"' }
        @{ Name = 'single quotes'; Argument = "it's" }
        @{ Name = 'backslashes'; Argument = 'C:\dir\\' }
        @{ Name = 'backslash before a quote'; Argument = 'a\"b' }
        @{ Name = 'newlines'; Argument = "one`ntwo`r`n" }
        @{ Name = 'tab'; Argument = "a`tb" }
        @{ Name = 'star'; Argument = '*' }
        @{ Name = 'home'; Argument = '~' }
        @{ Name = 'dollar'; Argument = '$HOME $(id) `id`' }
        @{ Name = 'a shell''s own'; Argument = '; | & < > ( ) #' }
        @{ Name = 'a quoted switch'; Argument = '-Timeout' }
        @{ Name = 'non-ASCII'; Argument = 'Grüße 世界 🎉' }
        @{ Name = '120 KB'; Argument = 'x' * 120KB }
    ) {
        # Each argument ends with a NUL, so that none can hide in another.
        $text = Invoke-SafeProcess printf '%s\0' $argument end -As Text
        $text | Should -BeExactly "$argument`0end`0"
    }

    It 'may come as one array' {
        $list = 'a b', '', 'c'
        Invoke-SafeProcess printf '[%s]' $list -As Text | Should -BeExactly '[a b][][c]'
        Invoke-SafeProcess -FilePath printf -ArgumentList (@('[%s]') + $list) -As Text | Should -BeExactly '[a b][][c]'
    }

    It 'may be numbers' {
        Invoke-SafeProcess seq 1 3 -As Line | Should -Be '1', '2', '3'
    }

    It 'are in the result as they were passed' {
        (Invoke-SafeProcess true 'a b' '').ArgumentList | Should -Be 'a b', ''
    }
}

Describe 'Paths' {
    BeforeAll {
        $there = (New-Item (Join-Path $TestDrive there) -ItemType Directory).FullName
        Set-Content (Join-Path $there tell) "#!/bin/sh`npwd -P"
        chmod +x (Join-Path $there tell)
        $there = Invoke-SafeProcess realpath $there -As Line
    }

    BeforeEach { Push-Location $there }
    AfterEach { Pop-Location }

    It 'of a program is relative to the current location' {
        Invoke-SafeProcess ./tell -As Line | Should -Be $there
        Set-Location ..
        Invoke-SafeProcess there/tell -As Line | Should -Be (Split-Path $there)
    }

    It 'of a program is not relative to -WorkingDirectory' {
        Invoke-SafeProcess ./tell -WorkingDirectory / -As Line | Should -Be '/'
    }

    It 'of a working directory is relative to the current location' {
        Set-Location ..
        Invoke-SafeProcess pwd -WorkingDirectory there -As Line | Should -Be $there
    }

    It 'of a working directory may be of a PowerShell drive' {
        Invoke-SafeProcess pwd -WorkingDirectory 'TestDrive:/there' -As Line | Should -Be $there
    }

    It 'without a separator is looked for on PATH only' {
        { Invoke-SafeProcess tell } | Should -Throw -ErrorId 'CommandNotFound,*'
    }

    It 'of output files are relative to the current location, and what stood there is replaced' {
        Set-Content out.txt 'something much longer than what comes'
        $result = Invoke-SafeProcess sh '-c' 'echo out; echo err >&2' -StandardOutputPath out.txt -StandardErrorPath err.txt
        Get-Content out.txt | Should -Be 'out'
        Get-Content err.txt | Should -Be 'err'
        $result.StandardOutput | Should -BeNullOrEmpty
    }

    It 'of one output file leaves the other stream in the result' {
        $result = Invoke-SafeProcess sh '-c' 'echo out; echo err >&2' -StandardOutputPath out.txt
        Get-Content out.txt | Should -Be 'out'
        $result.StandardError | Should -Be "err`n"
    }

    It 'with wildcard characters are taken literally' {
        $odd = (New-Item '[odd]' -ItemType Directory).FullName
        Invoke-SafeProcess pwd -WorkingDirectory $odd -As Line | Should -Be (Join-Path $there '[odd]')
        Set-Location -LiteralPath $odd
        $null = Invoke-SafeProcess echo hi -StandardOutputPath '[out].txt'
        Get-Content -LiteralPath '[out].txt' | Should -Be 'hi'
    }
}

Describe 'Environment' {
    It 'adds a variable and replaces one' {
        $env:SAFEPROCESS_TEST_KEPT = 'old'
        try {
            $text = Invoke-SafeProcess sh '-c' 'echo $SAFEPROCESS_TEST_ADDED $SAFEPROCESS_TEST_KEPT' -As Line -Environment @{
                SAFEPROCESS_TEST_ADDED = 'added'; SAFEPROCESS_TEST_KEPT = 'new'
            }
            $text | Should -Be 'added new'
        }
        finally { Remove-Item env:SAFEPROCESS_TEST_KEPT }
    }

    It 'is inherited, also what was set in this session' {
        $env:SAFEPROCESS_TEST_SET = 'here'
        try { Invoke-SafeProcess printenv SAFEPROCESS_TEST_SET -As Line | Should -Be 'here' }
        finally { Remove-Item env:SAFEPROCESS_TEST_SET }
    }

    It 'loses a variable that is $null' {
        $env:SAFEPROCESS_TEST_GONE = 'here'
        try {
            $result = Invoke-SafeProcess printenv SAFEPROCESS_TEST_GONE -Environment @{ SAFEPROCESS_TEST_GONE = $null } -ErrorAction Ignore
            $result.ExitCode | Should -Be 1
        }
        finally { Remove-Item env:SAFEPROCESS_TEST_GONE }
    }

    It 'is what was asked for and nothing else with -CleanEnvironment' {
        $variables = Invoke-SafeProcess env -CleanEnvironment -Environment @{ ONE = '1' } -As Line
        $variables | ForEach-Object { ($_ -split '=')[0] } | Sort-Object | Should -Be 'ONE', 'SAFEPROCESS_RUN_ID'
    }

    It 'takes values that are no strings' {
        Invoke-SafeProcess printenv NUMBER -Environment @{ NUMBER = 42 } -As Line | Should -Be '42'
    }
}

Describe 'Timeout' {
    It 'given as <_> ends a program that runs longer' -ForEach 1, 0.5, '500ms', '0.5s', '00:00:01', ([TimeSpan]::FromMilliseconds(500)) {
        $result = Invoke-SafeProcess sleep 1000 -Timeout $_ -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.Outcome | Should -Be 'TimedOut'
        $result.TimedOut | Should -BeTrue
        $result.ExitCode | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'TimedOut,*'
        $LASTEXITCODE | Should -Be 124
    }

    It 'given as <_> leaves a shorter program alone' -ForEach 50, '1m30s', '1h', '00:05:00', ([TimeSpan]::FromMinutes(2)) {
        (Invoke-SafeProcess echo hi -Timeout $_).Outcome | Should -Be 'Exited'
    }

    It 'means seconds when it is a bare number' {
        $result = Invoke-SafeProcess sleep 1000 -Timeout 1 -ErrorAction SilentlyContinue
        $result.Duration | Should -BeGreaterOrEqual ([TimeSpan]::FromSeconds(1))
        $result.Duration | Should -BeLessThan ([TimeSpan]::FromSeconds(60))
    }

    It 'of silence lets a program go on that keeps talking' {
        $result = Invoke-SafeProcess sh '-c' 'for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done' -IdleTimeout 2s
        $result.Outcome | Should -Be 'Exited'
    }

    It 'of silence ends a program that has fallen silent' {
        $result = Invoke-SafeProcess sh '-c' 'echo talking; exec sleep 1000' -IdleTimeout 500ms -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be 'IdleTimedOut'
        $result.StandardOutput | Should -Be "talking`n"
    }

    It 'sends the signal asked for, and the program may clean up in the grace period' {
        $result = Invoke-SafeProcess sh '-c' 'trap "echo cleaned up; exit 0" INT; echo ready; while :; do sleep 0.1; done' `
            -StopSignal SIGINT -Timeout 1s -GracePeriod 30s -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be 'TimedOut'
        $result.StandardOutput | Should -Be "ready`ncleaned up`n"
    }

    It 'kills at once without a grace period' {
        $result = Invoke-SafeProcess sh '-c' 'trap "echo cleaned up" TERM; while :; do sleep 0.1; done' `
            -Timeout 500ms -GracePeriod 0 -ErrorAction SilentlyContinue
        $result.Signal | Should -Be 'SIGKILL'
        $result.StandardOutput | Should -Be ''
    }
}

Describe 'Many at once' {
    It 'work from ForEach-Object -Parallel' {
        $manifest = Join-Path $PSScriptRoot ../SafeProcess.psd1
        $lines = 1..8 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-SafeProcess echo $_ -As Line } -ThrottleLimit 4
        $lines | Sort-Object | Should -Be '1', '2', '3', '4', '5', '6', '7', '8'
    }

    It 'work from a thread job, and stopping the job ends the program' {
        $manifest = Join-Path $PSScriptRoot ../SafeProcess.psd1
        $job = Start-ThreadJob { Import-Module $using:manifest; Invoke-SafeProcess sh '-c' 'echo $$; exec sleep 1000' -As Line }
        try {
            $bound = [DateTime]::UtcNow.AddSeconds(60)
            do { $id = Receive-Job $job -Keep } until ($id -or [DateTime]::UtcNow -gt $bound)
            $id | Should -Match '^\d+$'
            Stop-Job $job
            Test-Path "/proc/$id" | Should -BeFalse
        }
        finally { Remove-Job $job -Force }
    }
}
