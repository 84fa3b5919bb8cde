BeforeAll { . "$PSScriptRoot/Support.ps1" }

Describe 'Results in a file' {
    It 'are the results that were written' {
        $live = @(
            Invoke-SafeProcess unruly exit 3 --out kept --err 'the disk is on fire' -ErrorAction Ignore
            Invoke-SafeProcess { unruly exit 0 --out a | unruly exit 4 } -ErrorAction Ignore
            Invoke-SafeProcess unruly hang -Timeout 500ms -GracePeriod 0 -ErrorAction Ignore)
        $live.ToJson() | Set-Content "$TestDrive/live.jsonl"
        $there = Import-SafeProcessResult "$TestDrive/live.jsonl"
        $there.ToJson() | Should -BeExactly $live.ToJson()
        $there | Get-View -width 80 | Should -Be ($live | Get-View -width 80)
        $there.LineNumber | Should -Be 1, 2, 3
    }

    It 'come from the job log of a batch, with what the log knows' {
        $live = 0, 3 | Invoke-SafeProcessBatch { unruly exit $_ --out kept } -JobLog "$TestDrive/log.jsonl" -KeepOrder -ErrorAction Ignore
        $there = Import-SafeProcessResult "$TestDrive/log.jsonl" | Sort-Object Index
        $there.ExitCode | Should -Be 0, 3
        $there.ProcessId | Should -Be $live.ProcessId
        $there.StandardOutputLength | Should -Be $live.StandardOutputLength
        $there.Attempt | Should -Be 1, 1
        $there[0].StandardOutput | Should -BeNull
    }

    It 'come from all files that a pattern or the pipeline names' {
        foreach ($name in 1, 2) { (Invoke-SafeProcess unruly exit 0).ToJson() | Set-Content "$TestDrive/part$name.jsonl" }
        (Import-SafeProcessResult "$TestDrive/part*.jsonl").Path | Split-Path -Leaf | Should -Be part1.jsonl, part2.jsonl
        Get-ChildItem "$TestDrive/part*.jsonl" | Import-SafeProcessResult | Should -HaveCount 2
    }

    It 'come in spite of lines that are none, of which each is an error' {
        $json = (Invoke-SafeProcess unruly exit 0).ToJson()
        Set-Content "$TestDrive/torn.jsonl" "$json`nnone`n$json`n$($json.Substring(0, 30))" -NoNewline
        Import-SafeProcessResult "$TestDrive/torn.jsonl", "$TestDrive/none.jsonl" -ErrorVariable failures -ErrorAction SilentlyContinue | Should -HaveCount 2
        $failures.FullyQualifiedErrorId | ForEach-Object { $_ -replace ',.*' } | Should -Be 'NoResult', 'TornLine', 'PathNotFound'
        "$($failures[0])" | Should -BeLike "*torn.jsonl', line 2: *"
    }
    It 'come while the file is still written' {
        $line = [Text.Encoding]::UTF8.GetBytes((Invoke-SafeProcess unruly exit 0).ToJson() + "`n")
        $writer = [IO.File]::Open("$TestDrive/growing.jsonl", 'Create', 'Write', 'ReadWrite')
        try {
            $writer.Write($line)
            $writer.Flush()
            Import-SafeProcessResult "$TestDrive/growing.jsonl" | Should -HaveCount 1
        }
        finally { $writer.Dispose() }
    }
}
