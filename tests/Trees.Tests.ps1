BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    function Get-Told-Id([string] $output) { foreach ($line in $output -split '\r?\n') { if ($line -match '^pid (\d+)') { [int] $Matches[1] } } }
}

Describe 'A tree' {
    It 'of <name> ends with its run' -ForEach @(
        @{ Name = 'children'; Traits = 'plain', 'plain', 'plain' }
        @{ Name = 'what ignores every request'; Traits = 'ignore', 'ignore' }
        @{ Name = 'what has left the session or the console'; Traits = 'plain', 'setsid' }
        @{ Name = 'what has lost its parent'; Traits = 'plain', 'detached' }
        @{ Name = 'what has lost its parent and its session'; Traits = 'plain', 'setsid,detached' }
        @{ Name = 'what dropped its environment'; Traits = 'plain', 'bare' }
        @{ Name = 'what starts another when it is told to end'; Traits = 'plain', 'respawn' }
    ) {
        $job = Start-SafeProcess unruly tree $traits -GracePeriod 300ms
        try {
            $null = Wait-SafeProcess $job -Line ready -Timeout 60s
            $ids = Get-Told-Id ((Receive-Job $job -Keep) -join "`n")
            $ids | Should -HaveCount $traits.Count
            Stop-Job $job
            foreach ($id in $ids) { Wait-Until { Test-Gone $id } }
        }
        finally { Remove-Job $job -Force }
    }

    It 'ends at a deadline, and is told as it stood' {
        $result = Invoke-UntilTrue { Invoke-SafeProcess unruly tree plain plain -Timeout $args[0] -GracePeriod 0 -ErrorAction Ignore } { $args[0].StandardOutput -match 'ready' }
        $result.Diagnosis | Should -HaveCount 2
        foreach ($id in Get-Told-Id $result.StandardOutput) { Wait-Until { Test-Gone $id } }
    }

    It 'ends when the pipeline has enough' {
        $first = Invoke-SafeProcess unruly tree plain plain -As Line -GracePeriod 0 | Select-Object -First 1
        Wait-Until { Test-Gone (Get-Told-Id $first) }
        Get-SafeProcess | Should -BeNullOrEmpty
    }

    It 'ends <when>' -ForEach @(
        @{ When = 'with the module'; End = 'Remove-Module SafeProcess' }
        @{ When = 'with the session'; End = 'exit 0' }
        @{ When = 'when PowerShell is killed'; End = '[Console]::Out.Flush(); Stop-Process -Id $PID -Force' }
    ) {
        $told = Invoke-Pwsh -NoProfile -NonInteractive -Command @"
            . '$PSScriptRoot/Support.ps1'
            `$job = Start-SafeProcess unruly tree plain plain -GracePeriod 0
            `$null = Wait-SafeProcess `$job -Line ready
            Receive-Job `$job
            $end
"@
        $ids = Get-Told-Id ($told -join "`n")
        $ids | Should -HaveCount 2
        foreach ($id in $ids) { Wait-Until { Test-Gone $id } }
    }
}

Describe 'Orphans' {
    It 'are stopped and named' {
        $result = Invoke-SafeProcess unruly orphan 0 plain -GracePeriod 0
        $result.Success | Should -BeTrue
        $result.Orphans | Should -HaveCount 1
        Wait-Until { Test-Gone $result.Orphans[0].Id }
    }

    It 'that hold the streams open make no run hang' {
        (Invoke-SafeProcess unruly orphan 5 detached -GracePeriod 0 -Timeout 60s -ErrorAction SilentlyContinue).ExitCode | Should -Be 5
    }

    It 'are waited for with -OrphanPolicy Wait' {
        $result = Invoke-SafeProcess unruly orphan 0 plain --lines 5 --for 300 -OrphanPolicy Wait -Timeout 60s
        $result.StandardOutput | Should -Match 'line 5'
        $result.Outcome | Should -Be Exited
    }

    It 'are left running with -OrphanPolicy Keep' {
        $result = Invoke-SafeProcess unruly orphan 0 plain -OrphanPolicy Keep
        try {
            $result.Orphans | Should -HaveCount 1
            Test-Gone $result.Orphans[0].Id | Should -BeFalse
        }
        finally { Stop-Process -Id $result.Orphans[0].Id -Force }
    }
}
