# Runs the Pester files of a folder, and of its folder for this system, one after another. Tells what failed and what was skipped, and writes what
# came of each file as JSON. The last line is "Pester: N passed, N failed, N skipped".
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Report
)

$ErrorActionPreference = 'Stop'

Import-Module $Pester

$system = $IsWindows ? 'Windows' : $IsMacOS ? 'macOS' : 'Linux'
$files = @(Get-ChildItem $Folder -Filter '*.Tests.ps1') + @(Get-ChildItem (Join-Path $Folder $system) -Filter '*.Tests.ps1' -ErrorAction Ignore)
$results = [ordered]@{}
$passed = $failed = $skipped = 0
foreach ($file in $files) {
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $file.FullName
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'None'
    $run = Invoke-Pester -Configuration $configuration

    # A failed BeforeAll fails its block, a file that does not parse its container; both are failures without a failed test.
    $failures = @(
        foreach ($one in @($run.Failed) + @($run.FailedBlocks) + @($run.FailedContainers)) {
            $name = if ($one.ExpandedPath) { $one.ExpandedPath } else { "$one" }
            '{0}: {1}' -f $name, (($one.ErrorRecord | ForEach-Object { "$_" }) -join '; ')
        }
    )
    $name = [IO.Path]::GetRelativePath($Folder, $file.FullName).Replace('\', '/')
    $results[$name] = [ordered]@{ Passed = $run.PassedCount; Skipped = $run.SkippedCount; Failures = $failures }
    $passed += $run.PassedCount
    $failed += $failures.Count
    $skipped += $run.SkippedCount
    '{0}: {1} passed, {2} failed, {3} skipped, {4:n0} s' -f $name, $run.PassedCount, $failures.Count, $run.SkippedCount, $run.Duration.TotalSeconds
    foreach ($failure in $failures) { "  FAILED $failure" }
    foreach ($test in $run.Skipped) { "  skipped $($test.ExpandedPath)" }
}

$results | ConvertTo-Json -Depth 4 | Set-Content -Path $Report
"Pester: $passed passed, $failed failed, $skipped skipped"
