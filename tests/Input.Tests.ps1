BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $newline = [Convert]::ToHexString([Text.Encoding]::ASCII.GetBytes([Environment]::NewLine))
    # What a program reads, as hex: bytes that come back are not decoded by anything.
    function Get-Read { begin { $all = @() } process { $all += , $_ } end { [Convert]::ToHexString(($all | Invoke-SafeProcess unruly echo @args -As Byte)) } }
}

Describe 'Standard input' {
    It 'is empty without pipeline input' {
        (Invoke-SafeProcess unruly echo -Timeout 60s).StandardOutput | Should -BeExactly ''
    }

    It 'gets strings as lines that end as those of the system' {
        'a', '', 'b' | Get-Read | Should -BeExactly "61${newline}${newline}62$newline"
    }

    It 'gets bytes as they are' {
        [byte[]] (0, 255, 10, 13, 26, 128) | Get-Read | Should -BeExactly 00FF0A0D1A80
        , [byte[]] (0, 255, 10, 13, 26, 128) | Get-Read | Should -BeExactly 00FF0A0D1A80
    }

    It 'gets the output of a result as it is' {
        Invoke-SafeProcess unruly bytes 610A62 | Get-Read | Should -BeExactly 610A62
    }

    It 'gets other objects as PowerShell shows them' {
        42, $true | Invoke-SafeProcess unruly echo -As Line | Should -BeExactly '42', 'True'
    }

    It 'may be a parameter' {
        Invoke-SafeProcess unruly echo -InputObject hello -As Line | Should -BeExactly hello
    }

    It 'may be a file that the program reads itself' {
        Set-Content (Join-Path $TestDrive in) 'from a file'
        Invoke-SafeProcess unruly echo -StandardInputPath (Join-Path $TestDrive in) -As Line | Should -BeExactly 'from a file'
    }

    It 'need not be read' {
        $result = , [byte[]]::new(3MB) | Invoke-SafeProcess unruly exit 0 --out done -Timeout 60s
        $result.StandardOutput | Should -BeExactly done
        $result.Success | Should -BeTrue
    }

    It 'of several megabytes goes through unchanged' {
        $bytes = [byte[]]::new(5MB)
        [Random]::new(2).NextBytes($bytes)
        $expected = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes)).ToLowerInvariant()
        , $bytes | Invoke-SafeProcess unruly digest -As Text | Should -BeExactly "$(5MB) $expected"
    }

    It 'ends a producer without end once the program has ended' {
        & { while ($true) { 'x' } } | Invoke-SafeProcess unruly take 1 -As Line | Should -BeExactly x
    }
}

Describe 'The encoding of input' {
    It 'is that of $OutputEncoding, as for any program' {
        $OutputEncoding = [Text.Encoding]::BigEndianUnicode
        'é' | Invoke-SafeProcess unruly echo -As Byte | ForEach-Object { [Convert]::ToHexString($_) } | Should -BeLike '00E9*'
    }

    It 'is UTF-8 without a byte order mark where PowerShell says nothing else' {
        'é世' | Get-Read | Should -BeExactly "C3A9E4B896$newline"
    }

    It 'may be given as <name>' -ForEach @(
        @{ Name = 'latin1'; Encoding = 'latin1'; Hex = 'E9' }
        @{ Name = 'a code page'; Encoding = 437; Hex = '82' }
        @{ Name = 'unicode'; Encoding = 'unicode'; Hex = 'E900' }
        @{ Name = 'an object'; Encoding = [Text.Encoding]::Latin1; Hex = 'E9' }
    ) {
        'é' | Get-Read -InputEncoding $encoding | Should -BeLike "$hex*"
    }

    It 'that lacks a character is an error that names it, and nothing of that string is sent' {
        $result = 'before', 'дом', 'after' | Invoke-SafeProcess unruly echo -InputEncoding latin1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$failure" | Should -BeLike "*'д' (U+0434)*iso-8859-1*"
        $result.Outcome | Should -Be Canceled
        $result.StandardOutput | Should -Not -Match '\?|after'
    }

    It 'that has a fallback of its own replaces what it lacks' {
        $own = [Text.Encoding]::GetEncoding('ascii', [Text.EncoderReplacementFallback]::new('_'), [Text.DecoderFallback]::ReplacementFallback)
        'é' | Get-Read -InputEncoding $own | Should -BeExactly "5F$newline"
    }
}

Describe 'The encoding of output' {
    It 'may be given as <_>' -ForEach 'utf8', 'unicode', 'bigendianunicode', 'utf32' {
        $bytes = @{ utf8 = 'C3A9'; unicode = 'E900'; bigendianunicode = '00E9'; utf32 = 'E9000000' }[$_]
        Invoke-SafeProcess unruly bytes $bytes -OutputEncoding $_ -As Text | Should -BeExactly 'é'
    }

    It 'keeps a character that comes in pieces whole' {
        Invoke-SafeProcess unruly bytes F09F8E89 --every 20 -OutputEncoding utf8 -As Text | Should -BeExactly '🎉'
    }

    It 'keeps a NUL, and marks an invalid byte' {
        Invoke-SafeProcess unruly bytes 6100FF62 -OutputEncoding utf8 -As Text | Should -BeExactly "a`0$([char] 0xFFFD)b"
    }

    It 'drops a byte order mark' {
        Invoke-SafeProcess unruly bytes EFBBBF61 -OutputEncoding utf8 -As Text | Should -BeExactly a
    }
}
