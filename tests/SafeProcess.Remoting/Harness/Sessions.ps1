# A session of a PowerShell of its own on this machine, with no SSH between the two. $pwsh has the words that start one, $manifest is the module's.

# A session that New-PSSession makes knows what the types of this one are made into; so must these.
$private = [Reflection.BindingFlags]'NonPublic, Instance'
$context = [Management.Automation.EngineIntrinsics].GetField('_context', $private).GetValue($ExecutionContext)
$types = $context.GetType().GetProperty('TypeTable', $private).GetValue($context)

$locals = [Collections.Generic.List[object]]::new()

# The far side has the module, unless -Bare is given.
function New-LocalSession([string] $name = 'Local', [switch] $bare) {
    $instance = [Management.Automation.Runspaces.PowerShellProcessInstance]::new()
    $start = $instance.Process.StartInfo
    $start.FileName = $pwsh[0]
    $start.Arguments = (@($pwsh | Select-Object -Skip 1 | ForEach-Object { "`"$_`"" }) + '-s', '-NoLogo', '-NoProfile') -join ' '
    $start.ArgumentList.Clear()
    $runspace = [Management.Automation.Runspaces.RunspaceFactory]::CreateOutOfProcessRunspace($types, $instance)
    $runspace.Open()
    $session = [Management.Automation.Runspaces.PSSession]::Create($runspace, 'LocalTransport', $null)
    $session.Name = $name
    $locals.Add($session)
    if (-not $bare) { Invoke-Command -Session $session { Import-Module $args[0] } -ArgumentList $manifest }
    $session
}

function Remove-LocalSession($session) { $session.Runspace.Dispose() }

# One whose temporary folder and location are in the folder $temporary.
function New-FileSession([string] $name) {
    $session = New-LocalSession $name
    $own = New-Item -ItemType Directory (Join-Path $temporary $name)
    Invoke-Command -Session $session { $env:TMPDIR = $args[0]; Set-Location $args[0] } -ArgumentList $own.FullName
    $session
}
