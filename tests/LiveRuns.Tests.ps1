BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $job = Start-SafeProcess unruly tree plain plain -Name background -GracePeriod 0
    $null = Wait-SafeProcess $job -Line ready
    $run = Get-SafeProcess unruly*
}

AfterAll { Remove-Job $job -Force }

Describe 'The table view of live runs' {
    It 'has a column for <_>' -ForEach 'Id', 'Program', 'Procs', 'CPU', 'Memory', 'Output', 'Silence', 'Elapsed', 'Kind', 'Job' {
        ($run | Get-View)[0] | Should -Match "\b$_\b"
    }

    It 'has a row for each run' {
        ($run | Get-View)[2] | Should -Match "^ *$($run.Id) unruly\S* +2 .* Job +background$"
    }

    It 'fits <_> columns' -ForEach 80, 120 {
        $width = $_
        $run | Get-View -width $width | ForEach-Object { $_.Length | Should -BeLessOrEqual $width }
    }
}

Describe 'The list view of live runs' {
    It 'shows <_>' -ForEach 'Id', 'Kind', 'Job', 'ProcessId', 'FilePath', 'ArgumentList', 'LastOutput', 'OutputSize', 'Tree' {
        ($run | Format-List | Get-View) -match "^$_\s*:\s*\S" | Should -HaveCount 1
    }
}

Describe 'A job' {
    It 'looks like any other job' {
        $shown = $job | Get-View
        $shown[0] | Should -Match 'PSJobTypeName'
        $shown[2] | Should -Match '\bbackground\b.*\bSafeProcessJob\b.*\bRunning\b'
    }
}

Describe 'Get-SafeProcess' {
    It 'finds a run by its id and by its program' {
        (Get-SafeProcess -Id $run.Id).ProcessId | Should -Be $run.ProcessId
        Get-SafeProcess no-such* | Should -BeNullOrEmpty
    }

    It 'tells the whole tree' {
        $run.Tree | Should -HaveCount 2
        $run.Tree[1].ParentId | Should -Be $run.ProcessId
        $run.ProcessCount | Should -Be 2
    }

    It 'says what drives a run' {
        $run.Kind | Should -Be Job
        $run.Job.Name | Should -Be background
    }

    It 'does not know an id that there is not' {
        { Get-SafeProcess -Id 4711 -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotFound,*'
    }
}

Describe 'Stop-SafeProcess' {
    It 'finds a job by its name and by its id' {
        $one, $two = 1..2 | ForEach-Object { Start-SafeProcess unruly tree plain -GracePeriod 0 -Name "stopped-$_" }
        Stop-SafeProcess -Name 'stopped-1'
        Stop-SafeProcess -Id $two.RunId
        $one, $two | ForEach-Object State | Should -Be Stopped, Stopped
        Remove-Job $one, $two
        { Stop-SafeProcess -Name stopped-1 -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotFound,*'
    }

    It 'ends the whole tree, and gives the result with -PassThru' {
        $other = Start-SafeProcess unruly tree ignore ignore -GracePeriod 0
        $null = Wait-SafeProcess $other -Line ready
        $live = Get-SafeProcess | Where-Object Job -EQ $other
        $ids = $live.Tree.Id
        $ids | Should -HaveCount 2
        $result = $live | Stop-SafeProcess -PassThru
        $result.Outcome | Should -Be Canceled
        foreach ($id in $ids) { Wait-Until { Test-Gone $id } }
        Remove-Job $other -Force
    }
}
