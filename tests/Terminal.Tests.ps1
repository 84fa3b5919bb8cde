BeforeAll { . "$PSScriptRoot/Support.ps1" }

Describe 'A terminal of its own' {
    It 'has the size that was asked for, and all streams are it' {
        Invoke-SafeProcess unruly terminal -TerminalSize 80x24 -NoEscape -As Text -Timeout 60s | Should -Match 'True True True 80x24'
    }

    It 'asks, and is answered' {
        $job = Start-SafeProcess unruly ask 'Password: ' -Terminal -NoEscape
        try {
            $null = Wait-SafeProcess $job -Line 'Password:' -Timeout 60s
            Send-SafeProcessInput $job 'open sesame'
            (Wait-SafeProcess $job -Line 'got (.*)' -Timeout 60s).Groups[1].Value.Trim() | Should -BeExactly 'open sesame'
        }
        finally { Remove-Job $job -Force }
    }

    It 'ends at a deadline' {
        (Invoke-SafeProcess unruly hang -Terminal -Timeout 2s -GracePeriod 0 -ErrorAction SilentlyContinue).Outcome | Should -Be TimedOut
    }

    It 'takes no pipeline of programs and no file of input' {
        { Invoke-SafeProcess { unruly cwd | unruly echo } -Terminal } | Should -Throw -ErrorId 'InvalidArgument,*'
    }
}
