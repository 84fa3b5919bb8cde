BeforeAll { . "$PSScriptRoot/Support.ps1" }

Describe 'A program that fails' {
    It 'is a result and one error, and the script goes on' {
        $result = Invoke-SafeProcess unruly exit 3 --err "the disk is on fire`n" -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.ExitCode | Should -Be 3
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'NonZeroExit,*'
        $failure[0].TargetObject | Should -Be $result
        "$failure" | Should -BeLike "'unruly*' exited with code 3 after *: the disk is on fire"
        $LASTEXITCODE | Should -Be 3
    }

    It 'throws with -ErrorAction Stop, and the exception has the result' {
        $problem = { Invoke-SafeProcess unruly exit 3 --out kept -ErrorAction Stop } |
            Should -Throw -ErrorId 'NonZeroExit,*' -ExceptionType ([SafeProcess.ProcessFailedException]) -PassThru
        $problem.Exception.Result.StandardOutput | Should -BeExactly kept
    }

    It 'is a success where its exit code counts as one' {
        (Invoke-SafeProcess unruly exit 3 -SuccessExitCode 0, 3 -ErrorAction Stop).Success | Should -BeTrue
    }

    It 'shows no escape sequence of its own' {
        $null = Invoke-SafeProcess unruly exit 1 --err "`e[31mred`e[0m" -ErrorVariable failure -ErrorAction SilentlyContinue
        "$failure" | Should -Not -Match "`e"
    }

    It 'that cannot be run at all sets $LASTEXITCODE' {
        { Invoke-SafeProcess no-such-program-anywhere } | Should -Throw
        $LASTEXITCODE | Should -Be 127
    }
}

Describe 'A start that fails' {
    It 'says that there is no such program' {
        { Invoke-SafeProcess no-such-program-anywhere } | Should -Throw -ErrorId 'CommandNotFound,*' -ExpectedMessage '*no-such-program-anywhere*'
    }

    It 'says that there is no such file' {
        { Invoke-SafeProcess (Join-Path $TestDrive no-such-program) } | Should -Throw -ErrorId 'CommandNotFound,*'
    }

    It 'says that a directory is no program' {
        { Invoke-SafeProcess $TestDrive } | Should -Throw -ErrorId 'NotExecutable,*'
    }

    It 'says that a whole command line is to be a block' {
        "$({ Invoke-SafeProcess 'unruly exit 0' } | Should -Throw -ErrorId 'CommandNotFound,*' -PassThru)" | Should -BeLike '*Invoke-SafeProcess { unruly exit 0 }.'
    }

    It 'says that a file of the current directory needs a dot' {
        Set-Content (Join-Path $TestDrive a-script.sh) 'echo hi'
        Push-Location $TestDrive
        try { "$({ Invoke-SafeProcess a-script.sh } | Should -Throw -ErrorId 'CommandNotFound,*' -PassThru)" | Should -BeLike '*.[/\]a-script.sh.' } finally { Pop-Location }
    }

    It 'says what the name is where PowerShell has a command of that name' {
        "$({ Invoke-SafeProcess Get-ChildItem } | Should -Throw -ErrorId 'CommandNotFound,*' -PassThru)" | Should -BeLike '*Get-ChildItem*(Cmdlet)*'
    }

    It 'says that the directory is missing' {
        { Invoke-SafeProcess unruly cwd -WorkingDirectory (Join-Path $TestDrive no-such-folder) } | Should -Throw -ErrorId 'WorkingDirectoryNotFound,*'
    }

    It 'says that the file of input is missing' {
        "$({ Invoke-SafeProcess unruly echo -StandardInputPath (Join-Path $TestDrive no-such-file) } | Should -Throw -ErrorId 'InvalidArgument,*' -PassThru)" |
            Should -BeLike '*-StandardInputPath*'
    }

    It 'says that the folder of an output file is missing' {
        { Invoke-SafeProcess unruly echo -StandardOutputPath (Join-Path $TestDrive no-such-folder file) } |
            Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-StandardOutputPath*'
    }

    It 'says that a program is missing' {
        { Invoke-SafeProcess } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*-FilePath*'
    }

    It 'refuses <name> before anything starts' -ForEach @(
        @{ Name = 'an argument with a NUL'; Options = @{ ArgumentList = "a`0b" } }
        @{ Name = 'a variable with an equals sign in its name'; Options = @{ Environment = @{ 'A=B' = 'x' } } }
        @{ Name = 'a limit of nothing'; Options = @{ OutputLimit = 0 } }
        @{ Name = 'a grace period below zero'; Options = @{ GracePeriod = -1 } }
        @{ Name = 'an encoding that there is not'; Options = @{ OutputEncoding = 'klingon' } }
        @{ Name = 'a stop signal that there is not'; Options = @{ StopSignal = 'SIGNONE' } }
        @{ Name = 'no exit code of success'; Options = @{ SuccessExitCode = @() } }
        @{ Name = 'a terminal with a file of input'; Options = @{ Terminal = $true; StandardInputPath = 'x' } }
    ) {
        $file = Join-Path $TestDrive never
        { Invoke-SafeProcess -FilePath unruly @options -StandardOutputPath $file } | Should -Throw
        Test-Path $file | Should -BeFalse
    }

    It 'leaves the session usable' {
        { Invoke-SafeProcess no-such-program-anywhere } | Should -Throw
        (Invoke-SafeProcess unruly exit 0).Success | Should -BeTrue
    }
}

Describe 'Secrets' {
    It 'in the environment are in no message' {
        $null = Invoke-SafeProcess unruly exit 1 -Environment @{ TOKEN = 'hush-hush' } -ErrorVariable failure -ErrorAction SilentlyContinue -Verbose 4>&1
        "$failure" | Should -Not -Match 'hush'
    }
}

# On Windows a command line is shorter than this, and the texts of the system are others; what cuts them is the same.
Describe 'An error on a screen of 80 columns and 24 lines' -Skip:$IsWindows {
    BeforeAll {
        $long = 'x' * 20000
        $ended = Start-SafeProcess unruly exit 3 --err ("$long`n" * 5)
        $null = Wait-Job $ended
    }
    AfterAll { Remove-Job $ended }

    It 'fits when it is about <name>' -ForEach @(
        @{ Name = 'a program'; Fails = { Invoke-SafeProcess $long }; Says = 'was not found on PATH' }
        @{ Name = 'a path'; Fails = { Invoke-SafeProcess "/$long" }; Says = 'does not exist' }
        @{ Name = 'a directory'; Fails = { Invoke-SafeProcess unruly exit 0 -WorkingDirectory "/$long" }; Says = 'working directory' }
        @{ Name = 'a file'; Fails = { Invoke-SafeProcess unruly exit 0 -StandardOutputPath "/nosuch/$long" }; Says = '-StandardOutputPath' }
        @{ Name = 'a time'; Fails = { Invoke-SafeProcess unruly exit 0 -Timeout $long }; Says = 'is not a length of time' }
        @{ Name = 'a signal'; Fails = { Invoke-SafeProcess unruly exit 0 -StopSignal $long }; Says = 'is no stop signal' }
        @{ Name = 'an encoding'; Fails = { Invoke-SafeProcess unruly exit 0 -OutputEncoding $long }; Says = 'is not an encoding' }
        @{ Name = 'what a program wrote'; Fails = { Invoke-SafeProcess unruly exit 3 --err $long }; Says = 'exited with code 3' }
        @{ Name = 'an item of a batch'; Fails = { 1 | Invoke-SafeProcessBatch { & $long } }; Says = 'was not found on PATH' }
        @{ Name = 'an awaited line'; Fails = { Wait-SafeProcess $ended -Line "y$long" }; Says = 'A line that matches' }
    ) {
        $ErrorActionPreference = 'Stop'
        try { & $fails; $failure = $null } catch { $failure = $_ }
        $shown = $failure | Get-View -width 80
        ($shown | ForEach-Object { [Math]::Ceiling($_.Length / 80) } | Measure-Object -Sum).Sum | Should -BeLessThan 24
        $shown -join ' ' -replace ' +\| +', ' ' | Should -Match $says
    }

    It 'keeps all of its text in the exception' {
        { Invoke-SafeProcess $long } | Should -Throw
        $Error[0].Exception.Message.Length | Should -BeGreaterThan 20000
    }
}
