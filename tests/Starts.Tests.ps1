BeforeAll { . "$PSScriptRoot/Support.ps1" }

Describe 'Arguments' {
    It 'reach the program exactly: <name>' -ForEach @(
        @{ Name = 'empty'; Argument = '' }
        @{ Name = 'blank'; Argument = ' ' }
        @{ Name = 'spaces'; Argument = ' two  words ' }
        @{ Name = 'double quotes'; Argument = 'say "hi"' }
        @{ Name = 'single quotes'; Argument = "it's" }
        @{ Name = 'backslashes'; Argument = 'C:\dir\\' }
        @{ Name = 'a backslash before a quote'; Argument = 'a\"b' }
        @{ Name = 'two backslashes at the end of words'; Argument = 'a b\\' }
        @{ Name = 'newlines'; Argument = "one`ntwo`r`n" }
        @{ Name = 'tab'; Argument = "a`tb" }
        @{ Name = 'star'; Argument = '*' }
        @{ Name = 'home'; Argument = '~' }
        @{ Name = 'percent signs'; Argument = '%PATH% %OS%' }
        @{ Name = 'dollar'; Argument = '$HOME $(id) `id`' }
        @{ Name = 'a shell''s own'; Argument = '; | & < > ( ) # ^' }
        @{ Name = 'a quoted switch'; Argument = '-Timeout' }
        @{ Name = 'non-ASCII'; Argument = 'Grüße 世界 🎉' }
        @{ Name = '30,000 characters'; Argument = 'x' * 30000 }
    ) {
        Read-Argument (Invoke-SafeProcess unruly args $argument end -As Line) | Should -BeExactly $argument, 'end'
        Read-Argument (Invoke-SafeProcess { unruly args "$argument" end } -As Line) | Should -BeExactly $argument, 'end'
    }

    It 'may come as one array' {
        $list = 'a b', '', 'c'
        Read-Argument (Invoke-SafeProcess unruly args $list -As Line) | Should -BeExactly 'a b', '', 'c'
        Read-Argument (Invoke-SafeProcess -FilePath unruly -ArgumentList (@('args') + $list) -As Line) | Should -BeExactly 'a b', '', 'c'
    }

    It 'may be numbers' {
        Invoke-SafeProcess unruly numbers 3 -As Line | Should -Be '1', '2', '3'
    }

    It 'are in the result as they were passed' {
        (Invoke-SafeProcess unruly args 'a b' '').ArgumentList | Should -BeExactly 'args', 'a b', ''
    }
}

Describe 'Paths' {
    BeforeAll {
        $there = (New-Item (Join-Path $TestDrive there) -ItemType Directory).FullName
        $program = Join-Path . (Split-Path $unruly -Leaf)
        # What the program itself says of its directory, in which links are resolved.
        $real = Invoke-SafeProcess unruly cwd -WorkingDirectory $there -As Text
    }

    BeforeEach { Push-Location $there }
    AfterEach { Pop-Location }

    It 'of a program are relative to the current location, not to -WorkingDirectory' {
        Set-Location (Split-Path $unruly)
        Invoke-SafeProcess $program cwd -WorkingDirectory $there -As Text | Should -Be $real
    }

    It 'without a separator are looked for on PATH only' {
        Copy-Item $unruly (Join-Path $there "here$([IO.Path]::GetExtension($unruly))")
        { Invoke-SafeProcess here } | Should -Throw -ErrorId 'CommandNotFound,*'
    }

    It 'of a working directory are relative to the current location' {
        Set-Location ..
        Invoke-SafeProcess unruly cwd -WorkingDirectory there -As Text | Should -Be $real
    }

    It 'of a working directory may be of a PowerShell drive' {
        Invoke-SafeProcess unruly cwd -WorkingDirectory TestDrive:/there -As Text | Should -Be $real
    }

    It 'follow PowerShell to its own drives' {
        $null = New-PSDrive -Name SafeProcessTest -PSProvider FileSystem -Root $there
        try {
            Set-Location SafeProcessTest:
            Invoke-SafeProcess unruly cwd -As Text | Should -Be $real
            $null = Invoke-SafeProcess unruly exit 0 --out text -StandardOutputPath SafeProcessTest:/file
            Get-Content -Raw (Join-Path $there file) | Should -BeExactly text
        }
        finally {
            Set-Location $there
            Remove-PSDrive SafeProcessTest
        }
    }

    It 'stay in the file system while PowerShell is elsewhere' {
        Set-Location env:
        Invoke-SafeProcess unruly cwd -As Text | Should -Be $real
    }

    It 'that another provider holds are refused' {
        { Invoke-SafeProcess unruly cwd -WorkingDirectory env:PATH } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*the provider Environment holds*'
    }

    It 'of output files are relative to the current location, and what stood there is replaced' {
        Set-Content out.txt 'something much longer than what comes'
        $result = Invoke-SafeProcess unruly exit 0 --out out --err err -StandardOutputPath out.txt -StandardErrorPath err.txt
        Get-Content -Raw out.txt | Should -BeExactly out
        Get-Content -Raw err.txt | Should -BeExactly err
        $result.StandardOutput | Should -BeNullOrEmpty
    }

    It 'of one output file leave the other stream in the result' {
        $result = Invoke-SafeProcess unruly exit 0 --out out --err err -StandardOutputPath out.txt
        Get-Content -Raw out.txt | Should -BeExactly out
        $result.StandardError | Should -BeExactly err
    }

    It 'are written behind with -Append, and captured as well with -Tee' {
        Set-Content -Path log.txt -Value 'first ' -NoNewline
        $result = Invoke-SafeProcess unruly exit 0 --out second -StandardOutputPath log.txt -Append -Tee
        Get-Content -Raw log.txt | Should -BeExactly 'first second'
        $result.StandardOutput | Should -BeExactly second
    }

    It 'with wildcard characters are taken literally' {
        $odd = (New-Item '[odd]' -ItemType Directory).FullName
        Invoke-SafeProcess unruly cwd -WorkingDirectory $odd -As Text | Should -Be (Join-Path $real '[odd]')
        Set-Location -LiteralPath $odd
        $null = Invoke-SafeProcess unruly exit 0 --out hi -StandardOutputPath '[out].txt'
        Get-Content -LiteralPath '[out].txt' | Should -Be hi
    }

    It 'of one file cannot take both streams' {
        { Invoke-SafeProcess unruly exit 0 -StandardOutputPath both -StandardErrorPath both } | Should -Throw -ErrorId 'InvalidArgument,*'
        Test-Path both | Should -BeFalse
    }
}

Describe 'Environment' {
    BeforeAll {
        function Get-Variable-Of([string] $name, [string] $told) {
            foreach ($variable in $told -split "`0") { if ($variable -like "$name=*") { $variable.Substring($name.Length + 1) } }
        }
    }

    It 'adds a variable and replaces one' {
        $env:SAFEPROCESS_TEST_KEPT = 'old'
        try {
            $told = Invoke-SafeProcess unruly env -As Text -Environment @{ SAFEPROCESS_TEST_ADDED = 'added'; SAFEPROCESS_TEST_KEPT = 'new' }
            Get-Variable-Of SAFEPROCESS_TEST_ADDED $told | Should -BeExactly added
            Get-Variable-Of SAFEPROCESS_TEST_KEPT $told | Should -BeExactly new
        }
        finally { Remove-Item env:SAFEPROCESS_TEST_KEPT }
    }

    It 'is inherited, also what was set in this session' {
        $env:SAFEPROCESS_TEST_SET = 'here'
        try { Get-Variable-Of SAFEPROCESS_TEST_SET (Invoke-SafeProcess unruly env -As Text) | Should -BeExactly here }
        finally { Remove-Item env:SAFEPROCESS_TEST_SET }
    }

    It 'loses a variable that is $null' {
        $env:SAFEPROCESS_TEST_GONE = 'here'
        try { Get-Variable-Of SAFEPROCESS_TEST_GONE (Invoke-SafeProcess unruly env -As Text -Environment @{ SAFEPROCESS_TEST_GONE = $null }) | Should -BeNullOrEmpty }
        finally { Remove-Item env:SAFEPROCESS_TEST_GONE }
    }

    It 'takes values that are no strings' {
        Get-Variable-Of NUMBER (Invoke-SafeProcess unruly env -As Text -Environment @{ NUMBER = 42 }) | Should -BeExactly '42'
    }

    It 'names the run' {
        Get-Variable-Of SAFEPROCESS_RUN_ID (Invoke-SafeProcess unruly env -As Text) | Should -Not -BeNullOrEmpty
    }

    It 'loses nothing of PATH, by which the program is found' {
        (Invoke-SafeProcess unruly exit 0 -Environment @{ PATH = Split-Path $unruly }).Success | Should -BeTrue
    }
}
