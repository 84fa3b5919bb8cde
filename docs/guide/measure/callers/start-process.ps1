param([string] $Limit, [string] $Folder, [string] $Case, [string] $Program)
$process = Start-Process sh -ArgumentList $Program, $Case, $Folder -PassThru `
    -RedirectStandardOutput "$Folder/captured.out" -RedirectStandardError "$Folder/captured.err"
$process | Wait-Process -Timeout $Limit -ErrorAction SilentlyContinue
if (-not $process.HasExited) { $process | Stop-Process }
