BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/..").Path
    $manifest = Join-Path $root SafeProcess.psd1
    $cmdlets = 'Get-SafeProcess', 'Import-SafeProcessResult', 'Invoke-SafeProcess', 'Invoke-SafeProcessBatch', 'Send-SafeProcessInput', 'Start-SafeProcess', 'Stop-SafeProcess', 'Wait-SafeProcess'
    . "$PSScriptRoot/Support.ps1"

    function Invoke-Fresh([string] $script) { Invoke-Pwsh -NoProfile -NonInteractive -Command $script }
}

Describe 'The manifest' {
    It 'is valid' {
        $module = Test-ModuleManifest $manifest -ErrorAction Stop
        $module.Name | Should -Be 'SafeProcess'
        $module.PowerShellVersion | Should -Be ([version] '7.4')
        $module.CompatiblePSEditions | Should -Be 'Core'
        $module.Description | Should -Not -BeNullOrEmpty
        $module.Author | Should -Not -BeNullOrEmpty
    }

    It 'has the version of the assemblies' {
        $version = (Test-ModuleManifest $manifest).Version
        foreach ($assembly in Get-ChildItem (Join-Path $root bin) -Filter 'SafeProcess*.dll') {
            $own = [System.Reflection.AssemblyName]::GetAssemblyName($assembly.FullName).Version
            '{0}.{1}.{2}' -f $own.Major, $own.Minor, $own.Build | Should -Be "$version" -Because $assembly.Name
        }
    }

    It 'names no wildcard, so that commands are found without loading the module' {
        $tree = [System.Management.Automation.Language.Parser]::ParseFile($manifest, [ref] $null, [ref] $null)
        $data = $tree.Find({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $false).SafeGetValue()
        $data.CmdletsToExport | Should -Be $cmdlets
        @($data.FunctionsToExport) | Should -HaveCount 0
        @($data.AliasesToExport) | Should -HaveCount 0
        @($data.VariablesToExport) | Where-Object { $_ } | Should -BeNullOrEmpty
    }
}

Describe 'A checkout' {
    BeforeAll {
        $checkout = Join-Path $TestDrive "a checkout"
        New-Item $checkout -ItemType Directory | Out-Null
        Copy-Item $manifest, (Join-Path $root module) $checkout -Recurse
    }

    It 'where nothing is built says which command builds it' {
        $output = Invoke-Fresh "try { Import-Module '$checkout/SafeProcess.psd1' } catch { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category; `$_.Exception.Message }"
        $output[0] | Should -BeLike 'ModuleNotBuilt,*'
        $output[1] | Should -Be 'NotInstalled'
        $output[2] | Should -BeLike "SafeProcess is not built yet. *: dotnet build '$checkout/src/SafeProcess'"
    }

    It 'is laid out anew while a session goes on with what it has' -Skip:(-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        # The next build is noise: a session that came to read it could not go on.
        $built = Join-Path $TestDrive built
        New-Item $built, "$checkout/bin" -ItemType Directory | Out-Null
        Copy-Item "$root/bin/SafeProcess*.dll" "$checkout/bin"
        foreach ($assembly in Get-ChildItem "$checkout/bin") {
            $noise = [byte[]]::new($assembly.Length)
            [Random]::new(1).NextBytes($noise)
            [IO.File]::WriteAllBytes("$built/$($assembly.Name)", $noise)
        }
        $output = Invoke-Fresh @"
            Import-Module '$checkout/SafeProcess.psd1'
            `$log = dotnet msbuild '$root/src/SafeProcess' -t:LayOut '-p:OutDir=$built/' '-p:ModuleRoot=$checkout/' -nodeReuse:false
            if (`$LASTEXITCODE) { `$log }
            (Invoke-SafeProcess '$unruly' exit 0 --out first).StandardOutput
            1, 2 | Invoke-SafeProcessBatch { unruly exit 0 --out `$_ } -KeepOrder | ForEach-Object StandardOutput
            (Start-SafeProcess '$unruly' exit 0 --out job | Wait-Job | Receive-Job)[0]
            try { Invoke-SafeProcess '$unruly' hang -Timeout 200ms -GracePeriod 0 -ErrorAction Stop | Out-Null } catch { `$_.FullyQualifiedErrorId }
"@
        $LASTEXITCODE | Should -Be 0
        $output | Should -Be 'first', '1', '2', 'job', 'TimedOut,SafeProcess.Commands.InvokeSafeProcessCommand'
        (Get-FileHash "$checkout/bin/SafeProcess.dll").Hash | Should -Be (Get-FileHash "$built/SafeProcess.dll").Hash
    }
}

Describe 'The module' {
    It 'exports its cmdlets and nothing else' {
        $module = Import-Module $manifest -PassThru
        $module.ExportedCommands.Keys | Sort-Object | Should -Be $cmdlets
    }

    It 'ships no assembly but its own' {
        (Get-ChildItem (Join-Path $root bin) -Filter '*.dll').Name | Sort-Object | Should -Be 'SafeProcess.Core.dll', 'SafeProcess.dll'
    }

    It 'needs nothing but PowerShell, .NET and itself' {
        foreach ($assembly in Get-ChildItem (Join-Path $root bin) -Filter '*.dll') {
            $references = [System.Reflection.Assembly]::LoadFrom($assembly.FullName).GetReferencedAssemblies().Name
            $references | Where-Object { $_ -notmatch '^(System(\.|$)|Microsoft\.Win32\.Primitives$|SafeProcess|netstandard|mscorlib)' } |
                Should -BeNullOrEmpty -Because $assembly.Name
        }
    }

    It 'loads in a fresh pwsh, runs a program and goes' {
        $output = Invoke-Fresh @"
            Import-Module '$manifest'
            Invoke-SafeProcess '$unruly' exit 0 --out fresh -As Line
            Remove-Module SafeProcess
            @(Get-Command Invoke-SafeProcess -ErrorAction Ignore).Count
"@
        $LASTEXITCODE | Should -Be 0
        $output | Should -Be 'fresh', '0'
    }

    It 'loads under strict mode with every error fatal' {
        $output = Invoke-Fresh @"
            Set-StrictMode -Version Latest
            `$ErrorActionPreference = 'Stop'
            Import-Module '$manifest'
            (Invoke-SafeProcess '$unruly' exit 0 --out strict).StandardOutput
"@
        $output | Should -Be 'strict'
    }

    It 'gives its exit code to a script that ends with it' {
        Invoke-Fresh "Import-Module '$manifest'; `$null = Invoke-SafeProcess '$unruly' exit 9 -ErrorAction Ignore; exit `$LASTEXITCODE"
        $LASTEXITCODE | Should -Be 9
    }
}
