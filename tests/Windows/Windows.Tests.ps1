# What only Windows has. Where wine stands in for it, what that lacks is skipped, with the reason in the test's name.
BeforeDiscovery {
    $address = [IntPtr]::Zero
    $isWine = [Runtime.InteropServices.NativeLibrary]::TryGetExport([Runtime.InteropServices.NativeLibrary]::Load('ntdll.dll'), 'wine_get_version', [ref] $address)
}

BeforeAll {
    . "$PSScriptRoot/../Support.ps1"
    $cmd = Join-Path $env:SystemRoot system32 cmd.exe
}

Describe 'A drive of one letter that only PowerShell knows' {
    BeforeAll {
        Set-Content (Join-Path $TestDrive in.txt) 'from U'
        $null = New-PSDrive U FileSystem $TestDrive -Scope Global
        $null = New-PSDrive V FileSystem (Split-Path $unruly) -Scope Global
        $null = New-PSDrive R Registry HKLM:\Software -Scope Global
        $real = Invoke-SafeProcess unruly cwd -WorkingDirectory "$TestDrive" -As Text
    }

    AfterAll { Remove-PSDrive U, V, R -Scope Global }

    It 'holds a program' {
        Invoke-SafeProcess V:\unruly.exe exit 0 --out ok -As Text | Should -BeExactly ok
        Invoke-SafeProcess { V:\unruly.exe exit 0 --out ok } -As Text | Should -BeExactly ok
    }

    It 'holds a working directory' {
        Invoke-SafeProcess unruly cwd -WorkingDirectory U:\ -As Text | Should -Be $real
    }

    It 'holds files of output' {
        $null = Invoke-SafeProcess unruly exit 0 --out text --err error -StandardOutputPath U:\out.txt -StandardErrorPath U:\err.txt
        Get-Content (Join-Path $TestDrive out.txt) | Should -Be text
        Get-Content (Join-Path $TestDrive err.txt) | Should -Be error
        $null = Invoke-SafeProcess { unruly exit 0 --out more >> U:\out.txt }
        Get-Content (Join-Path $TestDrive out.txt) | Should -Be textmore
    }

    It 'holds a file of input' {
        Invoke-SafeProcess unruly echo -StandardInputPath U:\in.txt -As Line | Should -Be 'from U'
    }

    It 'holds the directory and the log of a batch' {
        1 | Invoke-SafeProcessBatch { V:\unruly.exe cwd } -WorkingDirectory U:\ -JobLog U:\log.jsonl | ForEach-Object StandardOutput | Should -Be $real
        Get-Content (Join-Path $TestDrive log.jsonl) | Should -HaveCount 1
    }

    It 'is where a program starts that has no other directory' {
        Push-Location U:\
        try { Invoke-SafeProcess unruly cwd -As Text | Should -Be $real }
        finally { Pop-Location }
    }

    It 'of another provider is refused' {
        { Invoke-SafeProcess R:\x.exe } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*Registry*'
        { Invoke-SafeProcess unruly cwd -WorkingDirectory R:\ } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'that there is not is told as missing' {
        { Invoke-SafeProcess Q:\x.exe } | Should -Throw -ErrorId 'CommandNotFound,*'
    }
}

Describe 'Programs of Windows' {
    It 'are found with the extensions of PATHEXT, and by their paths without' {
        Invoke-SafeProcess unruly exit 0 --out ok -As Text | Should -BeExactly ok
        Invoke-SafeProcess ([IO.Path]::ChangeExtension($unruly, $null).TrimEnd('.')) exit 0 --out ok -As Text | Should -BeExactly ok
    }

    It 'have exit codes with a sign' {
        $result = Invoke-SafeProcess unruly exit -1073741819 -ErrorAction SilentlyContinue
        $result.ExitCode | Should -Be -1073741819
        $LASTEXITCODE | Should -Be -1073741819
        ($result | Get-View -width 80)[2] | Should -Match ' -1073741819 '
    }

    It 'end lines in CR LF, which is one end of a line' {
        Invoke-SafeProcess $cmd /c 'echo one& echo two' -As Line | Should -BeExactly 'one', 'two'
    }

    It 'write what the console shows unless told otherwise' {
        $before = [Console]::OutputEncoding
        try {
            [Console]::OutputEncoding = [Text.Encoding]::GetEncoding(437)
            Invoke-SafeProcess unruly bytes 82 -As Text | Should -BeExactly 'é'
            [Console]::OutputEncoding = [Text.Encoding]::GetEncoding(850)
            Invoke-SafeProcess unruly bytes D2 -As Text | Should -BeExactly 'Ê'
        }
        finally { [Console]::OutputEncoding = $before }
    }

    It 'read what $OutputEncoding says, not what the console has' {
        'é' | Invoke-SafeProcess unruly echo -As Byte | ForEach-Object { [Convert]::ToHexString($_) } | Should -BeExactly C3A90D0A
    }

    It 'are in a Job Object' {
        (Invoke-SafeProcess unruly exit 0).Containment | Should -Be JobObject
    }

    It 'get text as it stands behind --%, for those that read their command line themselves' {
        Invoke-SafeProcess {
            cmd /c --% echo "a b" %SAFEPROCESS_TEST_NONE% end
        } -As Line | Should -BeExactly '"a b" %SAFEPROCESS_TEST_NONE% end'
        $line = Invoke-SafeProcess -As Line cmd /c --% echo "a b"   end
        $line | Should -BeExactly '"a b"   end'
        Read-Argument (Invoke-SafeProcess {
            unruly args --% "a b" c\"d
        } -As Line) | Should -BeExactly 'a b', 'c"d'
    }

    It 'get an argument with a quote by the rules of the C runtime, which cmd.exe does not know' {
        Invoke-SafeProcess cmd /c 'echo "a b"' -As Line | Should -BeExactly '\"a b\"'
    }

    It 'may be run from within a run: jobs nest' {
        $told = Invoke-SafeProcess (Join-Path $PSHOME pwsh.exe) -NoProfile -NonInteractive -Command @"
            Import-Module '$PSScriptRoot/../../SafeProcess.psd1'
            (Invoke-SafeProcess '$unruly' tree plain plain -Timeout 3s -GracePeriod 0 -ErrorAction Ignore).Outcome
"@ -As Line
        $told | Should -Contain TimedOut
    }
}

Describe 'What is no program' {
    It '<name> is refused with what to write instead' -ForEach @(
        @{ Name = 'run.ps1'; Advice = 'pwsh -File' }
        @{ Name = 'run.vbs'; Advice = 'cscript //nologo' }
        @{ Name = 'run.py'; Advice = 'python' }
        @{ Name = 'notes.txt'; Advice = 'the one that opens it' }
    ) {
        Set-Content (Join-Path $TestDrive $name) 'no program'
        { Invoke-SafeProcess (Join-Path $TestDrive $name) } | Should -Throw -ErrorId 'NotExecutable,*' -ExpectedMessage "*$advice*"
    }

    It 'opens nothing by itself, whatever PATHEXT names' {
        Set-Content (Join-Path $TestDrive page.html) '<p>'
        { Invoke-SafeProcess page -Environment @{ PATH = "$TestDrive"; PATHEXT = '.HTML' } } | Should -Throw -ErrorId 'CommandNotFound,*'
    }
}

Describe 'Batch files' {
    BeforeAll { Set-Content (Join-Path $TestDrive told.cmd) '@echo off', 'echo ran', 'exit /b 7' }

    It 'run, with their exit code' {
        $result = Invoke-SafeProcess (Join-Path $TestDrive told.cmd) one two -ErrorAction SilentlyContinue
        $result.StandardOutput.Trim() | Should -BeExactly ran
        $result.ExitCode | Should -Be 7
    }

    It 'never get <_>, which cmd.exe would read anew' -ForEach 'a"b', '%PATH%', '!x!', "a`nb" {
        { Invoke-SafeProcess (Join-Path $TestDrive told.cmd) $_ } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'get no raw text' {
        { Invoke-SafeProcess {
            & "$TestDrive\told.cmd" --% a & calc
        } } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*raw text*'
    }
}

Describe 'Stop signals of Windows' {
    It 'are those that one program can be sent' {
        $line = 'Invoke-SafeProcess -StopSignal '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Sort-Object | Should -Be 'SIGKILL', 'SIGQUIT', 'SIGTERM'
    }

    It '<_> is refused before anything starts, with those that are not' -ForEach 'SIGINT', 'SIGHUP' {
        { Invoke-SafeProcess unruly exit 0 -StopSignal $_ } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*use SIGTERM, SIGQUIT, SIGKILL*'
    }

    It 'let a program say goodbye (skipped under wine: CTRL_BREAK reaches no handler there)' -Skip:$isWine {
        $result = Invoke-UntilTrue { Invoke-SafeProcess unruly farewell bye 0 -Timeout $args[0] -GracePeriod 30s -ErrorAction Ignore } { $args[0].StandardOutput -match 'ready' }
        $result.Outcome | Should -Be TimedOut
        $result.StandardOutput | Should -Match bye
    }

    It 'close the windows of a program (skipped under wine: it has no desktop here)' -Skip:$isWine {
        $result = Invoke-SafeProcess (Join-Path $env:SystemRoot system32 charmap.exe) -Timeout 5s -GracePeriod 60s -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be TimedOut
        $result.Duration | Should -BeLessThan ([TimeSpan]::FromSeconds(60))
    }

    # The windows of another desktop are not the host's to close, so the grace period passes.
    It 'end a program whose window is on another desktop after the grace period (skipped under wine: it has no desktop here)' -Skip:$isWine {
        $script = Join-Path $TestDrive desktop.ps1
        Set-Content $script @'
Add-Type -Namespace Test -Name Desktop -MemberDefinition @"
[StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
public struct Startup
{
    public int Size; public string Reserved, Desktop, Title; public int X, Y, Width, Height, Columns, Rows, Fill, Flags;
    public short Show, MoreSize; public IntPtr More, Input, Output, Error;
}
[StructLayout(LayoutKind.Sequential)]
public struct Started { public IntPtr Process, Thread; public int ProcessId, ThreadId; }
[DllImport("user32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
public static extern IntPtr CreateDesktopW(string name, IntPtr device, IntPtr mode, int flags, uint access, IntPtr attributes);
[DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
public static extern bool CreateProcessW(string program, string line, IntPtr process, IntPtr thread, bool inherit, int flags, IntPtr environment, string directory, ref Startup startup, out Started started);
"@
$null = [Test.Desktop]::CreateDesktopW('safeprocess-test', 0, 0, 0, 0x10000000, 0)
$startup = [Test.Desktop+Startup]@{ Desktop = 'safeprocess-test' }
$startup.Size = [Runtime.InteropServices.Marshal]::SizeOf($startup)
$started = [Test.Desktop+Started]::new()
if (-not [Test.Desktop]::CreateProcessW("$env:SystemRoot\system32\charmap.exe", $null, 0, 0, $false, 0, 0, $null, [ref]$startup, [ref]$started)) { exit 1 }
"window of $($started.ProcessId)"
Start-Sleep 120
'@
        $result = Invoke-SafeProcess (Join-Path $PSHOME pwsh.exe) -NoProfile -NonInteractive -File $script -Timeout 30s -GracePeriod 1s -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be TimedOut
        $result.StandardOutput | Should -Match 'window of (\d+)'
        $null = $result.StandardOutput -match 'window of (\d+)'
        Get-Process -Id $Matches[1] -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'Limits on Windows' {
    It 'of open files are a start error' {
        { Invoke-SafeProcess unruly exit 0 -OpenFileLimit 100 } | Should -Throw -ErrorId 'LimitNotEnforceable,*'
    }

    It 'of memory end the tree (skipped under wine: its jobs enforce no limit)' -Skip:$isWine {
        $result = Invoke-SafeProcess unruly allocate 2000 -MemoryLimit 200MB -Timeout 60s -ErrorAction SilentlyContinue
        $result.ExceededLimit | Should -Be Memory
    }

    It 'of processes end the tree (skipped under wine: its jobs enforce no limit)' -Skip:$isWine {
        $result = Invoke-SafeProcess unruly many 10 -ProcessLimit 3 -Timeout 60s -ErrorAction SilentlyContinue
        $result.ExceededLimit | Should -Be Process
    }

    It 'of processor time end the tree (skipped under wine: its jobs count none)' -Skip:$isWine {
        $result = Invoke-SafeProcess unruly burn -CpuTimeLimit 1s -Timeout 60s -ErrorAction SilentlyContinue
        $result.ExceededLimit | Should -Be CpuTime
    }
}

Describe 'Directories' {
    It 'of a share take programs, and no batch files (skipped under wine: it has no shares)' -Skip:$isWine {
        $share = "\\localhost\$($TestDrive.ToString().Replace(':', '$'))"
        Invoke-SafeProcess unruly cwd -WorkingDirectory $share -As Text | Should -Be $share
        Push-Location $share
        try { Invoke-SafeProcess unruly cwd -As Text | Should -Be $share }
        finally { Pop-Location }
        Set-Content (Join-Path $TestDrive told.cmd) '@echo off'
        { Invoke-SafeProcess (Join-Path $TestDrive told.cmd) -WorkingDirectory $share } | Should -Throw -ErrorId 'WorkingDirectoryNotFound,*' -ExpectedMessage '*cmd.exe*'
    }

    It 'with a path of more than 258 characters are told so (skipped under wine: programs hang there)' -Skip:$isWine {
        $long = Join-Path $TestDrive ('d' * 120) ('e' * 120) ('f' * 60)
        $null = New-Item $long -ItemType Directory
        { Invoke-SafeProcess unruly cwd -WorkingDirectory $long } | Should -Throw -ErrorId 'WorkingDirectoryNotFound,*' -ExpectedMessage '*258*'
    }

    It 'may be too deep for a program, which is told so where the system does not start it' {
        $long = Join-Path $TestDrive ('d' * 120) ('e' * 120) ('g' * 60)
        $null = New-Item $long -ItemType Directory -Force
        Copy-Item $cmd (Join-Path $long told.exe)
        try { Invoke-SafeProcess (Join-Path $long told.exe) /c 'echo ran' -As Line | Should -BeExactly ran }
        catch [SafeProcess.StartException] {
            $_.FullyQualifiedErrorId | Should -BeLike 'NotExecutable,*'
            "$_" | Should -BeLike '*more than 259 characters*'
        }
    }

    It 'may hold output files with a path of more than 258 characters' {
        $long = Join-Path $TestDrive ('d' * 120) ('e' * 120) ('f' * 60)
        $null = New-Item $long -ItemType Directory -Force
        $null = Invoke-SafeProcess unruly exit 0 --out text -StandardOutputPath (Join-Path $long out.txt)
        Get-Content -LiteralPath (Join-Path $long out.txt) | Should -Be text
    }
}

Describe 'App execution aliases' {
    It 'are found and run (skipped under wine and where there is none)' -Skip:($isWine -or -not (Test-Path "$env:LOCALAPPDATA\Microsoft\WindowsApps\winget.exe")) {
        Invoke-SafeProcess "$env:LOCALAPPDATA\Microsoft\WindowsApps\winget.exe" --version -As Text | Should -Match '^v\d'
    }
}
