# Runs the Pester files of a folder one after another and writes what came of each as JSON.
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Report
)

$ErrorActionPreference = 'Stop'

Import-Module $Pester

$results = [ordered]@{}
foreach ($file in Get-ChildItem $Folder -Filter '*.Tests.ps1') {
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $file.FullName
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'None'
    $run = Invoke-Pester -Configuration $configuration

    # A failed BeforeAll fails its block, a file that does not parse its container; both are failures without a failed test.
    $failures = @(
        foreach ($failed in @($run.Failed) + @($run.FailedBlocks) + @($run.FailedContainers)) {
            $name = if ($failed.ExpandedPath) { $failed.ExpandedPath } else { "$failed" }
            '{0}: {1}' -f $name, (($failed.ErrorRecord | ForEach-Object { "$_" }) -join '; ')
        }
    )
    $results[$file.Name] = [ordered]@{ Passed = $run.PassedCount; Skipped = $run.SkippedCount; Failures = $failures }
}

$results | ConvertTo-Json -Depth 4 | Set-Content -Path $Report
