param([string] $Limit, [string] $Folder, [string] $Case, [string] $Program)
$job = Start-Job { & sh $args[0] $args[1] $args[2] 2> "$($args[2])/captured.err" } -ArgumentList $Program, $Case, $Folder
# A job needs a second or more to begin. That is not counted here; in a script of yours it would be.
while (-not (Test-Path "$Folder/program.pid")) { Start-Sleep -Milliseconds 50 }
$null = Wait-Job $job -Timeout $Limit
Stop-Job $job
Set-Content "$Folder/captured.out" (Receive-Job $job)
Remove-Job $job
