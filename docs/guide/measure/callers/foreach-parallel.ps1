param([string] $Limit, [string] $Folder, [string] $Case, [string] $Program)
# That the time was over is an error of this cmdlet, which takes no -ErrorAction here.
$lines = $Case | ForEach-Object -Parallel { & sh $using:program $_ $using:Folder 2> "$using:Folder/captured.err" } -TimeoutSeconds $Limit 2> $null
Set-Content "$Folder/captured.out" $lines
