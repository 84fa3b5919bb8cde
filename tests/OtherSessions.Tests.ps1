# Results where PowerShell has made other objects or text of them: another session, a file, a language mode that runs no code of others.
BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $piped = Invoke-SafeProcess { unruly exit 0 | unruly exit 3 --err 'disk is full' } -ErrorAction Ignore
    $timedOut = Invoke-UntilTrue { Invoke-SafeProcess unruly tree plain plain -Timeout $args[0] -GracePeriod 0 -ErrorAction Ignore } { $args[0].StandardOutput -match 'ready' }
    $orphaned = Invoke-SafeProcess unruly orphan 0 plain -GracePeriod 0 -WarningAction Ignore
    $batch = Get-Item $unruly | Invoke-SafeProcessBatch { unruly exit 0 --out abc }
    $job = Start-SafeProcess unruly hang -Name mine
    $live = Get-SafeProcess
    Stop-SafeProcess -Id $live.Id
    Wait-Job $job | Remove-Job

    # As a session, a job or a remote machine hands an object on, and as Export-Clixml writes it.
    function Send-ToAnotherSession([Parameter(ValueFromPipeline)] $sent) {
        process {
            [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($sent, 1))
        }
    }

    # What a script prints where only what PowerShell itself trusts may run.
    function Get-ConstrainedView($shown, [switch] $list) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                param($manifest, $shown, $list)
                Import-Module $manifest
                $PSStyle.OutputRendering = 'PlainText'
                $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
                if ($list) { $shown | Format-List | Out-String -Width 160 } else { $shown | Out-String -Width 160 }
            }).AddArgument((Join-Path $PSScriptRoot .. SafeProcess.psd1)).AddArgument($shown).AddArgument($list)
            -join $shell.Invoke() -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        }
        finally { $shell.Dispose() }
    }
}

Describe 'From another session, <name>' -ForEach @(
    @{ Name = 'a result'; Value = { $piped } }
    @{ Name = 'a result with a diagnosis'; Value = { $timedOut } }
    @{ Name = 'a result with orphans'; Value = { $orphaned } }
    @{ Name = 'a result of a batch'; Value = { $batch } }
    @{ Name = 'a diagnosis'; Value = { $timedOut.Diagnosis } }
    @{ Name = 'orphans'; Value = { $orphaned.Orphans } }
    @{ Name = 'stages'; Value = { $piped.Stages } }
    @{ Name = 'a live run'; Value = { $live } }
) {
    BeforeAll { $here = & $value; $there = $here | Send-ToAnotherSession }

    It 'has the same table' {
        $there | Get-View -width 80 | Should -Be ($here | Get-View -width 80)
    }

    It 'has the same list' {
        # PowerShell makes text of a moment before it hands it on, and knows no culture there.
        $lists = $there, $here | ForEach-Object { , @($_ | Format-List | Get-View -width 120 | Where-Object { $_ -notmatch '^(StartTime|LastOutput) ' }) }
        $lists[0] | Should -Be $lists[1]
        $lists[0].Count | Should -BeGreaterThan 3
    }

    It 'has the properties that it has here, and no other' {
        # What PowerShell makes of a moment stops at seconds, so the rest of it comes besides.
        ($there[0].PSObject.Properties.Name | Where-Object { $_ -ne 'StartTimeExact' } | Sort-Object) -join ',' | Should -Be (($here[0] | Get-Member -MemberType Properties).Name | Sort-Object | Join-String -Separator ',')
    }

    It 'has the same table, and the same list, where the language is constrained' {
        Get-ConstrainedView $here | Should -Be ($here | Get-View)
        Get-ConstrainedView $there | Should -Be ($here | Get-View)
        Get-ConstrainedView $here -list | Should -Be ($here | Format-List | Get-View)
    }
}

Describe 'A result from another session' {
    It 'says how it ended by name' {
        $copy = $timedOut | Send-ToAnotherSession
        $copy.Outcome -eq 'TimedOut' | Should -BeTrue
        $copy.Containment | Should -BeExactly "$($timedOut.Containment)"
    }

    It 'has its processes, stages and their arguments as objects' {
        ($timedOut | Send-ToAnotherSession).Diagnosis.Id | Should -Be $timedOut.Diagnosis.Id
        ($orphaned | Send-ToAnotherSession).Orphans[0].Name | Should -Be $orphaned.Orphans[0].Name
        ($piped | Send-ToAnotherSession).Stages[1].ArgumentList | Should -Be 'exit', 3, '--err', 'disk is full'
    }

    It 'has them also within an object of the caller' {
        ([pscustomobject]@{ Result = $timedOut } | Send-ToAnotherSession).Result.Diagnosis.Id | Should -Be $timedOut.Diagnosis.Id
    }

    It 'is the same through <_>' -ForEach 'a job of PowerShell', 'Export-Clixml' {
        $result = if ($_ -eq 'Export-Clixml') {
            $timedOut | Export-Clixml $TestDrive/result.xml
            Import-Clixml $TestDrive/result.xml
        } else {
            Start-Job {
                . $using:PSScriptRoot/Support.ps1
                Invoke-UntilTrue { Invoke-SafeProcess unruly tree plain plain -Timeout $args[0] -GracePeriod 0 -ErrorAction Ignore } { $args[0].StandardOutput -match 'ready' }
            } | Receive-Job -Wait -AutoRemoveJob
        }
        $result.Outcome -eq 'TimedOut' | Should -BeTrue
        $result.Diagnosis | Should -HaveCount 2
        $result | Format-List | Get-View | Where-Object { $_ -match "^Diagnosis +: +$($result.ProcessId) " } | Should -HaveCount 1
    }
}

Describe 'A cell for a list' {
    It 'of <_> has the items' -ForEach 'ConvertTo-Csv', 'ConvertTo-Html' {
        $cells = -join ($timedOut, $orphaned, $piped | & $_)
        $cells | Should -Not -Match 'System\.|SafeProcess\.\w+List'
        $cells | Should -Match 'exit 3 --err disk is full'
        $cells | Should -Match "unruly\S* \($($orphaned.Orphans[0].Id)\)"
        $cells | Should -Match 'unruly\S* exited with code 0, unruly\S* exited with code 3'
    }

    It 'of ConvertTo-Csv for a live run has the arguments and the tree' {
        $row = $live | ConvertTo-Csv | ConvertFrom-Csv
        $row.ArgumentList | Should -Be hang
        $row.Tree | Should -Match '^unruly\S* \(\d+\)$'
    }
}

Describe 'ToJson of a result' {
    It 'is one line, with names instead of numbers and nothing cut off' {
        $json = $piped.ToJson()
        $json | Should -Not -Match '\n'
        $read = $json | ConvertFrom-Json
        $read.Outcome | Should -BeExactly Exited
        $read.Containment | Should -BeExactly "$($piped.Containment)"
        $read.Duration | Should -Be $piped.Duration.TotalSeconds
        $read.Stages[1].ArgumentList | Should -Be 'exit', '3', '--err', 'disk is full'
    }

    It 'has every property' {
        ($timedOut.ToJson() | ConvertFrom-Json).PSObject.Properties.Name | Sort-Object | Should -Be ($timedOut | Get-Member -MemberType Property).Name
    }
}

Describe 'The error of a received job' {
    It 'is named after the cmdlet that started the program' {
        $failed = Start-SafeProcess unruly exit 3
        try {
            $told = $failed | Wait-Job | Receive-Job -ErrorAction Continue 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
            $told | Get-View | Should -Match "^Start-SafeProcess: 'unruly\S*' exited with code 3 "
            $told.CategoryInfo.Activity | Should -Be Start-SafeProcess
        }
        finally { $failed | Remove-Job }
    }
}
