# Runs one Pester file and writes what came of it as JSON.
param(
    [Parameter(Mandatory)] [string] $File,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Report
)

$ErrorActionPreference = 'Stop'

Import-Module $Pester

$configuration = New-PesterConfiguration
$configuration.Run.Path = $File
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

[ordered]@{ Passed = $run.PassedCount; Skipped = $run.SkippedCount; Failures = $failures } | ConvertTo-Json | Set-Content -Path $Report
