# The module in a checkout. What is packed has a manifest of its own, made of this one (build.ps1 Pack): it asks nothing, and names more.
if (Join-Path $PSScriptRoot bin/SafeProcess.dll -Resolve -ErrorAction Ignore) {
    @{
        RootModule           = 'bin/SafeProcess.dll'
        ModuleVersion        = '0.1.0'
        GUID                 = 'e7a73dbd-553d-4bc2-afed-327bdd123dc3'
        Author               = 'The SafeProcess contributors'
        CompanyName          = ''
        Copyright            = 'Copyright (c) 2026 The SafeProcess contributors'
        Description          = 'Runs other programs safely: no deadlock, no program that never ends, no descendant left behind, no output lost.'
        PowerShellVersion    = '7.4'
        CompatiblePSEditions = @('Core')
        # The types name classes and methods of them.
        RequiredAssemblies   = @('bin/SafeProcess.Core.dll', 'bin/SafeProcess.dll')
        TypesToProcess       = @('module/SafeProcess.Types.ps1xml')
        FormatsToProcess     = @('module/SafeProcess.Format.ps1xml', 'module/SafeProcess.LiveRun.Format.ps1xml')
        CmdletsToExport      = @(
            'Get-SafeProcess', 'Import-SafeProcessResult', 'Invoke-SafeProcess', 'Invoke-SafeProcessBatch', 'Send-SafeProcessInput', 'Start-SafeProcess', 'Stop-SafeProcess',
            'Wait-SafeProcess'
        )
        FunctionsToExport    = @()
        AliasesToExport      = @()
        VariablesToExport    = @()
        PrivateData          = @{
            PSData = @{
                Tags = @('Process', 'Timeout', 'Native', 'Command', 'Exec', 'Linux', 'Windows')
            }
        }
    }
} else {
    @{
        RootModule    = 'module/NotBuilt.psm1'
        ModuleVersion = '0.1.0'
    }
}
