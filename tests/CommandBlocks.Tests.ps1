BeforeAll { . "$PSScriptRoot/Support.ps1" }

Describe 'A command block' {
    It 'gives the program <name>' -ForEach @(
        @{ Name = 'words as they stand'; Block = { unruly args --mount type=bind,source=/x -x:y -n 1.0 }; Gets = '--mount', 'type=bind,source=/x', '-x:y', '-n', '1.0' }
        @{ Name = 'quoted words'; Block = { unruly args "a b" 'c d' "e $(1 + 1)" }; Gets = 'a b', 'c d', 'e 2' }
        @{ Name = 'double quotes inside'; Block = { unruly args 'say "hi"' }; Gets = , 'say "hi"' }
        @{ Name = 'variables and expressions'; Block = { unruly args $text $(2 + 3) $list }; Gets = 'two words', '5', 'x', 'y z' }
        @{ Name = 'what is splatted'; Block = { unruly args @list }; Gets = 'x', 'y z' }
        @{ Name = 'an empty argument'; Block = { unruly args '' end }; Gets = '', 'end' }
        @{ Name = 'nothing for $null'; Block = { unruly args $null end }; Gets = , 'end' }
        @{ Name = 'two dashes'; Block = { unruly args -- -Timeout 5 }; Gets = '--', '-Timeout', '5' }
        @{ Name = 'the home folder for ~'; Block = { unruly args ~ }; Gets = , $HOME }
    ) {
        $text = 'two words'
        $list = 'x', 'y z'
        Read-Argument (Invoke-SafeProcess $block -As Line) | Should -BeExactly $gets
    }

    It 'may name the program by a variable or a path' {
        Invoke-SafeProcess { & $unruly exit 0 --out ok } -As Text | Should -BeExactly ok
    }

    It 'sends output to files by redirections' {
        Push-Location $TestDrive
        try {
            $result = Invoke-SafeProcess { unruly exit 0 --out out --err err > out.txt 2> err.txt }
            Get-Content -Raw out.txt | Should -BeExactly out
            Get-Content -Raw err.txt | Should -BeExactly err
            $result.StandardOutput | Should -BeNullOrEmpty
            $null = Invoke-SafeProcess { unruly exit 0 --out more >> out.txt }
            Get-Content -Raw out.txt | Should -BeExactly outmore
        }
        finally { Pop-Location }
    }

    It 'merges streams with 2>&1 and drops one with 2>$null' {
        Invoke-SafeProcess { unruly exit 0 --err err 2>&1 } -As Text | Should -BeExactly err
        (Invoke-SafeProcess { unruly exit 0 --err err 2>$null }).StandardError | Should -BeNullOrEmpty
    }

    It 'is read, not executed: <name> is one error that names its place' -ForEach @(
        @{ Name = 'a cmdlet'; Block = { Get-Date } }
        @{ Name = 'two statements'; Block = { unruly cwd; unruly cwd } }
        @{ Name = 'a condition'; Block = { if ($true) { unruly cwd } } }
        @{ Name = 'nothing'; Block = {} }
    ) {
        { Invoke-SafeProcess $block } | Should -Throw -ErrorId 'InvalidArgument,*'
    }
}

Describe 'A pipeline of programs' {
    It 'is one run, with a result of each program' {
        $result = Invoke-SafeProcess { unruly numbers 3 | unruly echo | unruly echo }
        $result.StandardOutput | Should -BeExactly "1`n2`n3`n"
        $result.Stages | Should -HaveCount 3
        $result.Stages.ExitCode | Should -Be 0, 0, 0
    }

    It 'carries megabytes' {
        Invoke-SafeProcess { unruly write 5000000 | unruly echo | unruly digest } -As Text -Timeout 60s | Should -BeLike '5000000 *'
    }

    It 'is fed by the pipeline' {
        'a', 'b' | Invoke-SafeProcess { unruly echo | unruly echo } -As Line | Should -BeExactly 'a', 'b'
    }

    It 'fails where one of its programs fails' {
        $result = Invoke-SafeProcess { unruly exit 3 | unruly echo } -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Success | Should -BeFalse
        $result.Stages.ExitCode | Should -Be 3, 0
        $failure | Should -HaveCount 1
    }

    It 'is no failure where a program has read enough' {
        $result = Invoke-SafeProcess { unruly flood | unruly take 4 } -Timeout 60s
        $result.Success | Should -BeTrue
        $result.StandardOutput | Should -BeExactly "y`ny`n"
    }

    It 'is ended as one' {
        $result = Invoke-SafeProcess { unruly hang | unruly echo } -Timeout 2s -GracePeriod 0 -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be TimedOut
        foreach ($stage in $result.Stages) { Test-Gone $stage.ProcessId | Should -BeTrue }
    }

    It 'of which one cannot start leaves nothing behind' {
        { Invoke-SafeProcess { unruly hang | no-such-program-anywhere } } | Should -Throw -ErrorId 'CommandNotFound,*'
        Get-SafeProcess | Should -BeNullOrEmpty
    }
}
