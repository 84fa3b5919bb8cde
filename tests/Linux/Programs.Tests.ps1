# What only programs and shells of Unix show.
BeforeAll { . "$PSScriptRoot/../Support.ps1" }

Describe 'Programs of Linux' {
    It 'take arguments as they would be typed' {
        Invoke-SafeProcess bash --version -As Text | Should -Match '^GNU bash, version \d'
        Invoke-SafeProcess -As Line -- sh -c 'echo $0 $1' zero one | Should -BeExactly 'zero one'
    }

    It 'get short options that are no parameter' {
        Set-Content (Join-Path $TestDrive rows) 'b 10', 'a 9'
        Invoke-SafeProcess sort -n --key=2 rows -WorkingDirectory $TestDrive -As Line | Should -Be 'a 9', 'b 10'
    }

    It 'get an argument of 120 KB' {
        (Invoke-SafeProcess printf '%s' ('x' * 120KB) -As Text).Length | Should -Be 120KB
    }

    It 'are scripts too, relative to the current location' {
        Set-Content (Join-Path $TestDrive tell) "#!/bin/sh`npwd -P"
        Invoke-SafeProcess chmod +x (Join-Path $TestDrive tell) -As Text | Should -BeNullOrEmpty
        Push-Location $TestDrive
        try { Invoke-SafeProcess ./tell -WorkingDirectory / -As Line | Should -Be '/' }
        finally { Pop-Location }
    }

    It 'read lines that end in LF, in UTF-8' {
        'é' | Invoke-SafeProcess { od -An -tx1 } -As Line | Should -Be ' c3 a9 0a'
    }

    It 'start with nothing but their id in a clean environment' {
        $variables = Invoke-SafeProcess /usr/bin/env -CleanEnvironment -Environment @{ ONE = '1' } -As Line
        $variables | ForEach-Object { ($_ -split '=')[0] } | Sort-Object | Should -Be 'ONE', 'SAFEPROCESS_RUN_ID'
    }

    It 'get the signal asked for, and may clean up in the grace period' {
        $result = Invoke-SafeProcess sh '-c' 'trap "echo cleaned up; exit 0" INT; echo ready; while :; do sleep 0.1; done' `
            -StopSignal SIGINT -Timeout 1s -GracePeriod 30s -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be 'TimedOut'
        $result.StandardOutput | Should -Be "ready`ncleaned up`n"
    }

    It 'are killed at once without a grace period' {
        $result = Invoke-SafeProcess sh '-c' 'trap "echo cleaned up" TERM; while :; do sleep 0.1; done' -Timeout 500ms -GracePeriod 0 -ErrorAction SilentlyContinue
        $result.Signal | Should -Be 'SIGKILL'
        $result.StandardOutput | Should -Be ''
    }

    It 'that a signal ended are told so' {
        $result = Invoke-SafeProcess unruly die SIGSEGV -ErrorAction SilentlyContinue -ErrorVariable failure
        $result.Signal | Should -Be 'SIGSEGV'
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Signaled,*'
        $LASTEXITCODE | Should -Be 139
    }
}

Describe 'Stop signals of Linux' {
    It 'are all offered' {
        $line = 'Invoke-SafeProcess -StopSignal '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Sort-Object | Should -Be 'SIGHUP', 'SIGINT', 'SIGKILL', 'SIGQUIT', 'SIGTERM'
    }
}

Describe 'The tree on Linux' {
    BeforeAll {
        # The shell falls silent once its child has become sleep.
        $tree = 'sleep 1000 & until grep -q "(sleep) S" /proc/$!/stat; do :; done; echo asleep; wait; :'
        $family = Invoke-SafeProcess -IdleTimeout 2s -DiagnoseArgument -ErrorAction SilentlyContinue -- sh -c $tree
        $orphaned = Invoke-SafeProcess -- sh -c 'sleep 1000 & until grep -q sleep /proc/$!/comm; do :; done'
    }

    It 'is a list with one line a process, each indented below its parent, and what it waits on' {
        $lines = ($family | Format-List | Get-View -width 200) -join "`n"
        $lines | Should -Match "(?m)^Diagnosis\s*: +$($family.ProcessId) S +[\d.]+ m?s  sh -c 'sleep 1000 &.*  wait for a (child|signal)$"
        $lines | Should -Match "(?m)^ +$($family.Diagnosis[1].Id) S +[\d.]+ m?s    sleep 1000 +sleep$"
    }

    It 'is a table with state, memory, what each waits on and its command' {
        $table = $family.Diagnosis | Get-View -width 200
        $table -match "^ *$($family.Diagnosis[1].Id) +$($family.ProcessId) +S +[\d.]+ m?s +[\d.]+ [KM]B +sleep +sleep 1000$" | Should -HaveCount 1
    }

    It 'names orphans with their state' {
        $orphaned | Format-List | Get-View | Where-Object { $_ -match "^Orphans\s*: sleep \($($orphaned.Orphans[0].Id)\)" } | Should -HaveCount 1
        $orphaned.Orphans | Get-View | Where-Object { $_ -match "^ *$($orphaned.Orphans[0].Id) +\d+ sleep +\w$" } | Should -HaveCount 1
    }
}
