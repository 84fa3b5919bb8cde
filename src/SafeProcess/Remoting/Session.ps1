# Runs in another session: items come as lines, ends go as lines. No name of the module's is used, so that what a user has there of the same name does no harm.
param([System.Collections.IDictionary] $Parameters)
$ErrorActionPreference = 'Stop'
& ([System.Management.Automation.CmdletInfo]::new('Invoke-SafeProcessItem', [SafeProcess.Commands.InvokeSafeProcessItemCommand])) @Parameters -Line $input
