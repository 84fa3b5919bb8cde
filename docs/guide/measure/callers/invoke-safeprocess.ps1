param([string] $Limit, [string] $Folder, [string] $Case, [string] $Program)
Import-Module (Join-Path $PSScriptRoot .. .. .. .. SafeProcess.psd1)
$result = Invoke-SafeProcess { sh $program $Case $Folder } -Timeout "$($Limit)s" -GracePeriod 1s -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
Set-Content "$Folder/captured.out" $result.StandardOutput -NoNewline
Set-Content "$Folder/captured.err" $result.StandardError -NoNewline
