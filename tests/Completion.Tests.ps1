BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    function Get-Completion([string] $line) { (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText }
}

Describe 'Completion' {
    It 'of -StopSignal offers what this system can send, and each of these is taken' {
        $offered = Get-Completion 'Invoke-SafeProcess -StopSignal '
        $offered | Should -Contain SIGTERM
        Get-Completion 'Invoke-SafeProcess -StopSignal te' | Should -Be SIGTERM
        foreach ($signal in $offered) { (Invoke-SafeProcess unruly exit 0 -StopSignal $signal).Success | Should -BeTrue }
    }

    It 'of -OutputEncoding offers the names that PowerShell takes' {
        Get-Completion 'Invoke-SafeProcess -OutputEncoding ' | Should -Contain utf8
        Get-Completion 'Invoke-SafeProcess -InputEncoding bigend' | Sort-Object | Should -Be 'bigendianunicode', 'bigendianutf32'
    }

    It 'of <parameter> offers <value>' -ForEach @(
        @{ Parameter = '-As'; Value = 'Line' }
        @{ Parameter = '-OrphanPolicy'; Value = 'Keep' }
        @{ Parameter = '-Priority'; Value = 'BelowNormal' }
    ) {
        Get-Completion "Invoke-SafeProcess $parameter " | Should -Contain $value
    }

    It 'of <_> offers what is going on' -ForEach 'Get-SafeProcess ', 'Get-SafeProcess -Name ', 'Stop-SafeProcess -Name ', 'Wait-SafeProcess ', 'Send-SafeProcessInput -Name ' {
        $job = Start-SafeProcess unruly tree plain -Name 'tab-test'
        try { Get-Completion "${_}tab-" | Should -Be 'tab-test' } finally { Remove-Job $job -Force }
    }

    It 'of <_> offers ids' -ForEach 'Get-SafeProcess -Id ', 'Stop-SafeProcess ', 'Stop-SafeProcess -Id ', 'Wait-SafeProcess -Id ', 'Send-SafeProcessInput -Id ' {
        $job = Start-SafeProcess unruly tree plain -Name 'tab-test'
        try { Get-Completion $_ | Should -Contain $job.RunId } finally { Remove-Job $job -Force }
    }

    It 'of exit codes offers the last one' {
        $null = Invoke-SafeProcess unruly exit 93 -ErrorAction SilentlyContinue
        Get-Completion 'Invoke-SafeProcess -SuccessExitCode 9' | Should -Be 93
        Get-Completion 'Invoke-SafeProcess -RetryOn 9' | Should -Be 93
    }

    It 'knows the properties of a result' {
        Get-Completion '(Invoke-SafeProcess x).StandardOut' | Should -Contain StandardOutput
    }

    It 'tells a wrong stop signal what is right' {
        { Invoke-SafeProcess unruly exit 0 -StopSignal SIGNONE } | Should -Throw -ExpectedMessage '*SIGTERM*'
    }
}
