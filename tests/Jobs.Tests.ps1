BeforeAll { . "$PSScriptRoot/Support.ps1" }

AfterAll { Get-Job | Where-Object PSJobTypeName -EQ SafeProcessJob | Remove-Job -Force }

Describe 'A job' {
    It 'gives its lines, and the result last' {
        $received = Start-SafeProcess unruly numbers 3 | Receive-Job -Wait -AutoRemoveJob
        $received[0..2] | Should -BeExactly '1', '2', '3'
        $received[3].Outcome | Should -Be Exited
    }

    It 'is Completed after a success and Failed after a failure' {
        (Start-SafeProcess unruly exit 0 | Wait-Job).State | Should -Be Completed
        (Start-SafeProcess unruly exit 3 | Wait-Job).State | Should -Be Failed
    }

    It 'is Stopped by Stop-Job, and its program is gone' {
        $job = Start-SafeProcess unruly hang --out up -GracePeriod 0
        $id = (Get-SafeProcess | Where-Object Job -EQ $job).ProcessId
        Stop-Job $job
        $job.State | Should -Be Stopped
        Test-Gone $id | Should -BeTrue
    }

    It 'ends at its -Timeout' {
        $job = Start-SafeProcess unruly hang -Timeout 1s -GracePeriod 0
        (Wait-Job $job).State | Should -Be Failed
        (Receive-Job $job -ErrorAction SilentlyContinue)[-1].Outcome | Should -Be TimedOut
    }

    It 'is waited for by a line, which may be matched in parts' {
        $job = Start-SafeProcess unruly serve
        $line = Wait-SafeProcess $job -Line 'listening on (\d+)' -Timeout 60s
        $line.Groups[1].Value | Should -Match '^\d+$'
        (Wait-SafeProcess $job -Port ([int] $line.Groups[1].Value) -Timeout 60s).Port | Should -Be $line.Groups[1].Value
        Remove-Job $job -Force
    }

    It 'is waited for by its end' {
        (Start-SafeProcess unruly exit 4 | Wait-SafeProcess).ExitCode | Should -Be 4
    }

    It 'that ends before it is ready is an error' {
        $job = Start-SafeProcess unruly exit 1 --err 'address in use'
        { Wait-SafeProcess $job -Line ready -ErrorAction Stop } | Should -Throw -ErrorId 'EndedBeforeReady,*' -ExpectedMessage '*address in use*'
    }

    It 'that is not ready in time is an error, and goes on' {
        $job = Start-SafeProcess unruly hang
        { Wait-SafeProcess $job -Line never -Timeout 100ms -ErrorAction Stop } | Should -Throw -ErrorId 'WaitTimedOut,*'
        $job.State | Should -Be Running
        Remove-Job $job -Force
    }

    It 'reads what is sent, line by line, and sees the end' {
        $job = Start-SafeProcess unruly echo
        'one', 'two' | Send-SafeProcessInput $job
        (Wait-SafeProcess $job -Line two -Timeout 60s).Line | Should -BeExactly two
        Send-SafeProcessInput $job three -Close
        Receive-Job $job -Wait -AutoRemoveJob | Select-Object -SkipLast 1 | Should -BeExactly 'one', 'two', 'three'
    }

    It 'that has ended takes nothing more' {
        $job = Start-SafeProcess unruly exit 0
        $null = Wait-Job $job
        { Send-SafeProcessInput $job more } | Should -Throw -ErrorId 'InputClosed,*'
    }

    It 'has an empty input with -NoInput' {
        (Start-SafeProcess unruly echo -NoInput | Wait-SafeProcess -Timeout 60s).Success | Should -BeTrue
    }

    It 'may read the pipeline' {
        'a', 'b' | Start-SafeProcess unruly echo | Receive-Job -Wait -AutoRemoveJob | Select-Object -First 2 | Should -BeExactly 'a', 'b'
    }

    It 'may be a block, and a pipeline of programs' {
        Start-SafeProcess { unruly numbers 2 | unruly echo } | Receive-Job -Wait -AutoRemoveJob | Select-Object -First 2 | Should -BeExactly '1', '2'
    }

    It 'counts what nobody received' {
        $job = Start-SafeProcess unruly numbers 20000 -OutputLimit 1000
        $null = Wait-Job $job
        $job.DroppedLines | Should -BeGreaterThan 0
        (Receive-Job $job -WarningAction SilentlyContinue)[-2] | Should -Be 20000
    }

    It 'ends when it is removed by force' {
        $job = Start-SafeProcess unruly hang -GracePeriod 0
        $id = (Get-SafeProcess | Where-Object Job -EQ $job).ProcessId
        Remove-Job $job -Force
        Wait-Until { Test-Gone $id }
    }

    It 'has a name of its own, by which it is found' {
        $job = Start-SafeProcess unruly exit 0 -Name mine
        Get-Job mine | Should -Be $job
    }
}
