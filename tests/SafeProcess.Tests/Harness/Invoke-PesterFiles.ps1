# Runs the Pester files of a folder, of its folder for this system, and on Linux those of the guide, one after another. Tells what failed and what was skipped, and writes what
# came of each file as JSON. The last line is "Pester: N passed, N failed, N skipped".
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Report,
    # Only these, by their paths below the folder, with commas between them; else all.
    [string] $Names
)

$ErrorActionPreference = 'Stop'

Import-Module $Pester

$system = $IsWindows ? 'Windows' : $IsMacOS ? 'macOS' : 'Linux'
$files = @(Get-ChildItem $Folder -Filter '*.Tests.ps1') + @(Get-ChildItem (Join-Path $Folder $system) -Filter '*.Tests.ps1' -ErrorAction Ignore)
if ($IsLinux) { $files += @(Get-ChildItem (Join-Path $Folder .. docs guide example) -Filter '*.Tests.ps1') }
$address = [IntPtr]::Zero
$isWine = $IsWindows -and [Runtime.InteropServices.NativeLibrary]::TryGetExport([Runtime.InteropServices.NativeLibrary]::Load('ntdll.dll'), 'wine_get_version', [ref] $address)
$results = [ordered]@{}
$passed = $failed = $skipped = 0
foreach ($file in $files) {
    $name = [IO.Path]::GetRelativePath($Folder, $file.FullName).Replace('\', '/')
    if ($Names -and $name -notin $Names.Split(',')) { continue }
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $file.FullName
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'None'
    $run = Invoke-Pester -Configuration $configuration

    # Wine loses a program on its own now and then; the tests of the core say the same (ThisSystem.LostTheProgram).
    $lost = @($run.Failed | Where-Object { $isWine -and "$($_.ErrorRecord)" -match '\(error 1359\)' })

    # A failed BeforeAll fails its block, a file that does not parse its container; both are failures without a failed test.
    $failures = @(
        foreach ($one in @($run.Failed | Where-Object { $_ -notin $lost }) + @($run.FailedBlocks) + @($run.FailedContainers)) {
            $title = if ($one.ExpandedPath) { $one.ExpandedPath } else { "$one" }
            '{0}: {1}' -f $title, (($one.ErrorRecord | ForEach-Object { "$_" }) -join '; ')
        }
    )
    $results[$name] = [ordered]@{ Passed = $run.PassedCount; Skipped = $run.SkippedCount + $lost.Count; Failures = $failures }
    $passed += $run.PassedCount
    $failed += $failures.Count
    $skipped += $run.SkippedCount + $lost.Count
    '{0}: {1} passed, {2} failed, {3} skipped, {4:n0} s' -f $name, $run.PassedCount, $failures.Count, ($run.SkippedCount + $lost.Count), $run.Duration.TotalSeconds
    foreach ($failure in $failures) { "  FAILED $failure" }
    foreach ($test in $run.Skipped) { "  skipped $($test.ExpandedPath)" }
    foreach ($test in $lost) { "  skipped $($test.ExpandedPath) (wine lost a program of it)" }
}

$results | ConvertTo-Json -Depth 4 | Set-Content -Path $Report
"Pester: $passed passed, $failed failed, $skipped skipped"
