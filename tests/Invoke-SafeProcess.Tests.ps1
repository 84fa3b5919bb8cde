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

Describe 'Arguments' {
    It 'reach the program exactly: <name>' -ForEach @(
        @{ Name = 'empty'; Argument = '' }
        @{ Name = 'blank'; Argument = ' ' }
        @{ Name = 'spaces'; Argument = ' two  words ' }
        @{ Name = 'double quotes'; Argument = 'say "hi"' }
        @{ Name = 'single quotes'; Argument = "it's" }
        @{ Name = 'backslashes'; Argument = 'C:\dir\\' }
        @{ Name = 'a backslash before a quote'; Argument = 'a\"b' }
        @{ Name = 'two backslashes at the end of words'; Argument = 'a b\\' }
        @{ Name = 'newlines'; Argument = "one`ntwo`r`n" }
        @{ Name = 'tab'; Argument = "a`tb" }
        @{ Name = 'star'; Argument = '*' }
        @{ Name = 'home'; Argument = '~' }
        @{ Name = 'percent signs'; Argument = '%PATH% %OS%' }
        @{ Name = 'dollar'; Argument = '$HOME $(id) `id`' }
        @{ Name = 'a shell''s own'; Argument = '; | & < > ( ) # ^' }
        @{ Name = 'a quoted switch'; Argument = '-Timeout' }
        @{ Name = 'non-ASCII'; Argument = 'Grüße 世界 🎉' }
        @{ Name = '30,000 characters'; Argument = 'x' * 30000 }
    ) {
        Read-Argument (Invoke-SafeProcess unruly args $argument end -As Line) | Should -BeExactly $argument, 'end'
        Read-Argument (Invoke-SafeProcess { unruly args "$argument" end } -As Line) | Should -BeExactly $argument, 'end'
    }

    It 'may come as one array' {
        $list = 'a b', '', 'c'
        Read-Argument (Invoke-SafeProcess unruly args $list -As Line) | Should -BeExactly 'a b', '', 'c'
        Read-Argument (Invoke-SafeProcess -FilePath unruly -ArgumentList (@('args') + $list) -As Line) | Should -BeExactly 'a b', '', 'c'
    }

    It 'may be numbers' {
        Invoke-SafeProcess unruly numbers 3 -As Line | Should -Be '1', '2', '3'
    }

    It 'are in the result as they were passed' {
        (Invoke-SafeProcess unruly args 'a b' '').ArgumentList | Should -BeExactly 'args', 'a b', ''
    }
}

Describe 'Paths' {
    BeforeAll {
        $there = (New-Item (Join-Path $TestDrive there) -ItemType Directory).FullName
        $program = Join-Path . (Split-Path $unruly -Leaf)
        # What the program itself says of its directory, in which links are resolved.
        $real = Invoke-SafeProcess unruly cwd -WorkingDirectory $there -As Text
    }

    BeforeEach { Push-Location $there }
    AfterEach { Pop-Location }

    It 'of a program are relative to the current location, not to -WorkingDirectory' {
        Set-Location (Split-Path $unruly)
        Invoke-SafeProcess $program cwd -WorkingDirectory $there -As Text | Should -Be $real
    }

    It 'without a separator are looked for on PATH only' {
        Copy-Item $unruly (Join-Path $there "here$([IO.Path]::GetExtension($unruly))")
        { Invoke-SafeProcess here } | Should -Throw -ErrorId 'CommandNotFound,*'
    }

    It 'of a working directory are relative to the current location' {
        Set-Location ..
        Invoke-SafeProcess unruly cwd -WorkingDirectory there -As Text | Should -Be $real
    }

    It 'of a working directory may be of a PowerShell drive' {
        Invoke-SafeProcess unruly cwd -WorkingDirectory TestDrive:/there -As Text | Should -Be $real
    }

    It 'follow PowerShell to its own drives' {
        $null = New-PSDrive -Name SafeProcessTest -PSProvider FileSystem -Root $there
        try {
            Set-Location SafeProcessTest:
            Invoke-SafeProcess unruly cwd -As Text | Should -Be $real
            $null = Invoke-SafeProcess unruly exit 0 --out text -StandardOutputPath SafeProcessTest:/file
            Get-Content -Raw (Join-Path $there file) | Should -BeExactly text
        }
        finally {
            Set-Location $there
            Remove-PSDrive SafeProcessTest
        }
    }

    It 'stay in the file system while PowerShell is elsewhere' {
        Set-Location env:
        Invoke-SafeProcess unruly cwd -As Text | Should -Be $real
    }

    It 'that another provider holds are refused' {
        { Invoke-SafeProcess unruly cwd -WorkingDirectory env:PATH } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*the provider Environment holds*'
    }

    It 'of output files are relative to the current location, and what stood there is replaced' {
        Set-Content out.txt 'something much longer than what comes'
        $result = Invoke-SafeProcess unruly exit 0 --out out --err err -StandardOutputPath out.txt -StandardErrorPath err.txt
        Get-Content -Raw out.txt | Should -BeExactly out
        Get-Content -Raw err.txt | Should -BeExactly err
        $result.StandardOutput | Should -BeNullOrEmpty
    }

    It 'of one output file leave the other stream in the result' {
        $result = Invoke-SafeProcess unruly exit 0 --out out --err err -StandardOutputPath out.txt
        Get-Content -Raw out.txt | Should -BeExactly out
        $result.StandardError | Should -BeExactly err
    }

    It 'are written behind with -Append, and captured as well with -Tee' {
        Set-Content -Path log.txt -Value 'first ' -NoNewline
        $result = Invoke-SafeProcess unruly exit 0 --out second -StandardOutputPath log.txt -Append -Tee
        Get-Content -Raw log.txt | Should -BeExactly 'first second'
        $result.StandardOutput | Should -BeExactly second
    }

    It 'with wildcard characters are taken literally' {
        $odd = (New-Item '[odd]' -ItemType Directory).FullName
        Invoke-SafeProcess unruly cwd -WorkingDirectory $odd -As Text | Should -Be (Join-Path $real '[odd]')
        Set-Location -LiteralPath $odd
        $null = Invoke-SafeProcess unruly exit 0 --out hi -StandardOutputPath '[out].txt'
        Get-Content -LiteralPath '[out].txt' | Should -Be hi
    }

    It 'of one file cannot take both streams' {
        { Invoke-SafeProcess unruly exit 0 -StandardOutputPath both -StandardErrorPath both } | Should -Throw -ErrorId 'InvalidArgument,*'
        Test-Path both | Should -BeFalse
    }
}

Describe 'Environment' {
    BeforeAll {
        function Get-Variable-Of([string] $name, [string] $told) {
            foreach ($variable in $told -split "`0") { if ($variable -like "$name=*") { $variable.Substring($name.Length + 1) } }
        }
    }

    It 'adds a variable and replaces one' {
        $env:SAFEPROCESS_TEST_KEPT = 'old'
        try {
            $told = Invoke-SafeProcess unruly env -As Text -Environment @{ SAFEPROCESS_TEST_ADDED = 'added'; SAFEPROCESS_TEST_KEPT = 'new' }
            Get-Variable-Of SAFEPROCESS_TEST_ADDED $told | Should -BeExactly added
            Get-Variable-Of SAFEPROCESS_TEST_KEPT $told | Should -BeExactly new
        }
        finally { Remove-Item env:SAFEPROCESS_TEST_KEPT }
    }

    It 'is inherited, also what was set in this session' {
        $env:SAFEPROCESS_TEST_SET = 'here'
        try { Get-Variable-Of SAFEPROCESS_TEST_SET (Invoke-SafeProcess unruly env -As Text) | Should -BeExactly here }
        finally { Remove-Item env:SAFEPROCESS_TEST_SET }
    }

    It 'loses a variable that is $null' {
        $env:SAFEPROCESS_TEST_GONE = 'here'
        try { Get-Variable-Of SAFEPROCESS_TEST_GONE (Invoke-SafeProcess unruly env -As Text -Environment @{ SAFEPROCESS_TEST_GONE = $null }) | Should -BeNullOrEmpty }
        finally { Remove-Item env:SAFEPROCESS_TEST_GONE }
    }

    It 'takes values that are no strings' {
        Get-Variable-Of NUMBER (Invoke-SafeProcess unruly env -As Text -Environment @{ NUMBER = 42 }) | Should -BeExactly '42'
    }

    It 'names the run' {
        Get-Variable-Of SAFEPROCESS_RUN_ID (Invoke-SafeProcess unruly env -As Text) | Should -Not -BeNullOrEmpty
    }

    It 'loses nothing of PATH, by which the program is found' {
        (Invoke-SafeProcess unruly exit 0 -Environment @{ PATH = Split-Path $unruly }).Success | Should -BeTrue
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
