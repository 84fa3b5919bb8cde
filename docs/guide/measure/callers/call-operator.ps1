param([string] $Limit, [string] $Folder, [string] $Case, [string] $Program)
$lines = & sh $Program $Case $Folder 2> "$Folder/captured.err"
Set-Content "$Folder/captured.out" $lines
