BeforeDiscovery {
    . "$PSScriptRoot/Support.ps1"
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $commands = (Get-Module SafeProcess).ExportedCmdlets.Values | ForEach-Object {
        @{
            command    = $_.Name
            parameters = @($_.Parameters.Values |
                    Where-Object { $_.Name -notin $common -and -not ($_.Attributes | Where-Object DontShow) } |
                    ForEach-Object Name)
        }
    }
}

Describe 'Get-Help <command>' -ForEach $commands {
    BeforeAll {
        Import-Module "$PSScriptRoot/../SafeProcess.psd1"
        $help = Get-Help $command -Full
    }

    It 'has a synopsis and a description of its own' {
        $help.Synopsis | Should -Match '\w+ \w+'
        # Without a help file PowerShell puts the syntax there.
        $help.Synopsis | Should -Not -BeLike '*-FilePath*'
        ($help.description | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'describes -<_>' -ForEach $parameters {
        $name = $_
        $parameter = $help.parameters.parameter | Where-Object name -EQ $name
        ($parameter.description | Out-String).Trim() | Should -Match '\w+ \w+'
    }

    It 'describes no parameter that does not exist' {
        $existing = (Get-Command $command).Parameters.Keys
        $help.parameters.parameter.name | Where-Object { $_ -notin $existing } | Should -BeNullOrEmpty
    }

    It 'has at least five examples, each with code and an explanation' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 5
        foreach ($example in $examples) {
            $example.code | Should -Match "\b$command\b"
            ($example.remarks | Out-String).Trim() | Should -Match '\w+ \w+'
        }
    }

    It 'has examples that PowerShell can parse' {
        foreach ($example in $help.examples.example) {
            $problems = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty -Because $example.code
        }
    }

    It 'has a page in the repository, which -Online shows' {
        $address = (Get-Command $command).HelpUri
        $address | Should -Match "^https://.+/docs/en-US/$command\.md$"
        $online = $help.relatedLinks.navigationLink | Where-Object linkText -EQ 'Online Version:'
        $online.uri | Should -Be $address
    }

    It 'says what is emitted' {
        $emitted = $help.returnValues | Out-String
        foreach ($type in (Get-Command $command).OutputType) { $emitted | Should -Match ([regex]::Escape($type.Name)) }
        $emitted | Should -Match '\w+ \w+'
    }
}

Describe 'about_SafeProcess' {
    It 'is found by Get-Help' {
        $about = Get-Help about_SafeProcess | Out-String
        $about | Should -Match 'Invoke-SafeProcess'
        $about | Should -Match '(?i)timeout'
    }
}
