BeforeAll {
    Import-Module "$PSScriptRoot/../SafeProcess.psd1"
    $job = Start-SafeProcess sh '-c' 'echo 12345; sleep 1000 & echo ready; wait' -Name background
    $null = Wait-SafeProcess $job -Line ready
    $run = Get-SafeProcess sh
    $PSStyle.OutputRendering = 'PlainText'
}

AfterAll { Remove-Job $job -Force }

Describe 'The table view of live runs' {
    BeforeAll { $table = $run | Out-String -Width 160 }

    It 'has a column for <_>' -ForEach 'Id', 'Program', 'Kind', 'Job', 'Processes', 'CPU', 'Memory', 'Output', 'Silence', 'Elapsed' {
        ($table -split "`n" | Where-Object { $_.Trim() })[0] | Should -Match "\b$_\b"
    }

    It 'has a row for each run' {
        $table | Should -Match "(?m)^\s*$($run.Id)\s+sh\s+Job\s+background\s+2\b.*\b12 B\b"
    }

    It 'fits a terminal of 80 columns' {
        $narrow = $run | Out-String -Width 80
        $narrow | Should -Match 'background'
        $narrow | Should -Match 'Elapsed'
        $narrow -split "`n" | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }
}

Describe 'The list view of live runs' {
    It 'shows <_>' -ForEach 'Id', 'Kind', 'Job', 'ProcessId', 'FilePath', 'ArgumentList', 'LastOutput', 'OutputSize', 'Tree' {
        $run | Format-List | Out-String -Width 160 | Should -Match "(?m)^$_\s*:\s*\S"
    }
}

Describe 'A job' {
    It 'looks like any other job' {
        $shown = $job | Out-String -Width 160
        $shown | Should -Match 'PSJobTypeName'
        $shown | Should -Match '\bbackground\b.*\bSafeProcessJob\b.*\bRunning\b'
    }
}
