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
