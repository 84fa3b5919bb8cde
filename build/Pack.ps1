<#
.SYNOPSIS
Makes what is published, in out: the module's folder, and in out/packages a package each of the module, the library and the command.
.DESCRIPTION
Two builds of one commit give the same files, wherever they are made: no path and no time is in them. build.ps1 Pack calls this.
#>

# The facts that stand in the properties of the projects.
function Get-BuildProperty([string] $Project, [string[]] $Name) {
    $told = & dotnet msbuild $Project "-getProperty:$($Name -join ',')" -nologo
    if ($LASTEXITCODE -ne 0) { throw "dotnet msbuild $Project exited with $LASTEXITCODE.`n$($told -join "`n")" }
    ($told -join "`n" | ConvertFrom-Json -AsHashtable).Properties
}

# The section of the changelog for a version, or what is not released yet.
function Get-ReleaseNote([string] $Version) {
    $text = Get-Content CHANGELOG.md -Raw
    foreach ($heading in $Version, 'Unreleased') {
        $section = [regex]::Match($text, "(?ms)^## \[$([regex]::Escape($heading))\][^\n]*\n(.*?)(?=^## |\z)").Groups[1].Value.Trim()
        if ($section) { return $section }
    }
    throw "CHANGELOG.md tells nothing of $Version."
}

# The manifest of the checkout, as data.
function Read-Manifest([string] $Path) {
    $tree = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $null)
    $tree.Find({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $false).SafeGetValue()
}

function ConvertTo-Literal([object] $Value, [string] $Indent = '') {
    $inner = "$Indent    "
    if ($Value -is [System.Collections.IDictionary]) {
        return "@{`n" + (-join ($Value.Keys | ForEach-Object { "$inner$_ = $(ConvertTo-Literal $Value[$_] $inner)`n" })) + "$Indent}"
    }
    if ($Value -is [System.Collections.IList]) {
        return '@(' + (($Value | ForEach-Object { "`n$inner$(ConvertTo-Literal $_)" }) -join ',') + ')'
    }
    "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent("$Value") + "'"
}

# The manifest of the package: that of the checkout, and what a gallery shows.
function ConvertTo-PackedManifest([System.Collections.IDictionary] $Checkout, [System.Collections.IDictionary] $Property, [string[]] $File) {
    $packed = [ordered]@{}
    # A gallery takes no empty ones.
    foreach ($key in $Checkout.Keys | Sort-Object { [array]::IndexOf(@('RootModule', 'ModuleVersion', 'GUID'), $_) -ge 0 ? 0 : 1 }, { $_ }) {
        if ($key -ne 'PrivateData' -and $Checkout[$key] -ne '') { $packed[$key] = $Checkout[$key] }
    }
    $version, $prerelease = $Property.Version -split '-', 2
    $packed.ModuleVersion = $version
    foreach ($key in 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') { $packed[$key] = @() }
    $packed.FileList = @($File)
    $data = [ordered]@{
        Tags         = $Checkout.PrivateData.PSData.Tags
        LicenseUri   = "$($Property.RepositoryUrl)/blob/main/LICENSE"
        ProjectUri   = $Property.RepositoryUrl
        IconUri      = "$($Property.RepositoryUrl)/raw/main/docs/icon.png"
        ReleaseNotes = Get-ReleaseNote $Property.Version
    }
    # The gallery takes letters and digits alone.
    if ($prerelease) { $data.Prerelease = $prerelease -replace '[^A-Za-z0-9]' }
    $packed.PrivateData = [ordered]@{ PSData = $data }
    "# Made by build.ps1 Pack.`n$(ConvertTo-Literal $packed)`n"
}

# The files of a folder by their paths from there, in the same order in every culture.
function Get-RelativeFile([string] $Folder) {
    $files = [System.Collections.Generic.SortedSet[string]]::new([StringComparer]::Ordinal)
    Get-ChildItem $Folder -File -Recurse | ForEach-Object { $null = $files.Add([IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/')) }
    , @($files)
}

# The hash of each file, as sha256sum writes it and checks it. The list itself is not in it.
function Write-HashList([string] $Folder, [string] $Name) {
    $lines = Get-RelativeFile $Folder | ForEach-Object { $_ } | Where-Object { $_ -ne $Name } | ForEach-Object {
        "$((Get-FileHash (Join-Path $Folder $_)).Hash.ToLowerInvariant())  $_`n"
    }
    [IO.File]::WriteAllText((Join-Path $Folder $Name), -join $lines)
}

# The folder of the module: out/SafeProcess/<version>.
function New-ModuleFolder([string] $Configuration) {
    Build-Project src/SafeProcess -Property "-p:ContinuousIntegrationBuild=true"
    $property = Get-BuildProperty src/SafeProcess 'Version', 'RepositoryUrl'
    $folder = Join-Path $PWD out SafeProcess ($property.Version -split '-')[0]
    if (Test-Path $folder) { Remove-Item $folder -Recurse }
    New-Item $folder, (Join-Path $folder bin) -ItemType Directory -Force | Out-Null
    Copy-Item LICENSE $folder
    Copy-Item module $folder -Recurse -Exclude NotBuilt.psm1
    Copy-Item "src/SafeProcess/bin/$Configuration/net8.0/SafeProcess*.dll" (Join-Path $folder bin)
    Copy-Item "src/SafeProcess/bin/$Configuration/net8.0/en-US" $folder -Recurse
    # Both are in the list of files.
    New-Item (Join-Path $folder SafeProcess.psd1), (Join-Path $folder SafeProcess.sha256) | Out-Null
    $manifest = ConvertTo-PackedManifest (Read-Manifest (Join-Path $PWD SafeProcess.psd1)) $property (Get-RelativeFile $folder)
    [IO.File]::WriteAllText((Join-Path $folder SafeProcess.psd1), $manifest)
    Write-HashList $folder SafeProcess.sha256
    $folder
}

# Zips keep the time of each file, and packages name one of theirs by chance: all of it is made the same.
function Set-PackageTime([string] $Path) {
    Add-Type -AssemblyName System.IO.Compression.ZipFile
    $entries = [System.Collections.Generic.SortedDictionary[string, byte[]]]::new([StringComparer]::Ordinal)
    $zip = [IO.Compression.ZipFile]::OpenRead($Path)
    try {
        foreach ($entry in $zip.Entries) {
            $memory = [IO.MemoryStream]::new()
            $stream = $entry.Open()
            $stream.CopyTo($memory)
            $stream.Dispose()
            $entries[$entry.FullName] = $memory.ToArray()
        }
    } finally { $zip.Dispose() }
    $core = @($entries.Keys) -like '*.psmdcp'
    foreach ($name in $core) {
        $entries['package/services/metadata/core-properties/core.psmdcp'] = $entries[$name]
        if ((Split-Path $name -Leaf) -ne 'core.psmdcp') { $null = $entries.Remove($name) }
    }
    $relations = [Text.Encoding]::UTF8.GetString($entries['_rels/.rels']) -replace '[^/"]+\.psmdcp', 'core.psmdcp'
    $script:relation = 0
    $relations = [regex]::Replace($relations, '(?<= Id=")[^"]*', { "R$(($script:relation++))" })
    $entries['_rels/.rels'] = [Text.Encoding]::UTF8.GetBytes($relations)
    $stream = [IO.File]::Create($Path)
    $zip = [IO.Compression.ZipArchive]::new($stream, 'Create')
    try {
        foreach ($name in $entries.Keys) {
            $entry = $zip.CreateEntry($name, 'Optimal')
            $entry.LastWriteTime = [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [TimeSpan]::Zero)
            $entry.ExternalAttributes = 0
            $content = $entry.Open()
            $content.Write($entries[$name], 0, $entries[$name].Length)
            $content.Dispose()
        }
    } finally {
        $zip.Dispose()
        $stream.Dispose()
    }
}

# All packages, in out/packages, with the list of their hashes.
function New-PackageSet([string] $Configuration) {
    $folder = New-ModuleFolder $Configuration
    $packages = Join-Path $PWD out packages
    if (Test-Path $packages) { Remove-Item $packages -Recurse }
    New-Item $packages -ItemType Directory | Out-Null
    if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) { throw 'Pack needs Compress-PSResource, which PowerShell 7.5 and later bring: dotnet pwsh ./build.ps1 Pack' }
    Compress-PSResource -Path $folder -DestinationPath $packages
    foreach ($project in 'src/SafeProcess.Core', 'src/SafeProcess.Cli') {
        $log = & dotnet pack $project -c $Configuration -p:ContinuousIntegrationBuild=true -o $packages --nologo
        if ($LASTEXITCODE -ne 0) { throw "dotnet pack $project exited with $LASTEXITCODE.`n$($log -join "`n")" }
    }
    Get-ChildItem $packages | ForEach-Object { Set-PackageTime $_.FullName }
    Write-HashList $packages SHA256SUMS
    $folder
    (Get-ChildItem $packages).FullName
}
