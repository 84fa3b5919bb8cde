# A session of a PowerShell of its own on this machine, with no SSH between the two. $pwsh has the words that start one, $manifest is the module's.

# A session that New-PSSession makes knows what the types of this one are made into; so must these.
$private = [Reflection.BindingFlags]'NonPublic, Instance'
$context = [Management.Automation.EngineIntrinsics].GetField('_context', $private).GetValue($ExecutionContext)
$types = $context.GetType().GetProperty('TypeTable', $private).GetValue($context)

$owned = [Collections.Generic.List[object]]::new()
$shared = [Collections.Generic.List[object]]::new()

# The far side has the module, unless -Bare is given. It may have served another test before, unless -Own is given.
function New-LocalSession([string] $name = 'Local', [switch] $bare, [switch] $own) {
    $session = $bare -or $own ? $null : [SafeProcess.Remoting.Harness.LocalSessions]::Take()
    if ($session) {
        $session.Name = $name
        $shared.Add($session)
        return $session
    }

    $instance = [Management.Automation.Runspaces.PowerShellProcessInstance]::new()
    $start = $instance.Process.StartInfo
    $start.FileName = $pwsh[0]
    $start.Arguments = (@($pwsh | Select-Object -Skip 1 | ForEach-Object { "`"$_`"" }) + '-s', '-NoLogo', '-NoProfile') -join ' '
    $start.ArgumentList.Clear()
    $runspace = [Management.Automation.Runspaces.RunspaceFactory]::CreateOutOfProcessRunspace($types, $instance)
    $runspace.Open()
    $session = [Management.Automation.Runspaces.PSSession]::Create($runspace, 'LocalTransport', $null)
    $session.Name = $name
    ($bare -or $own ? $owned : $shared).Add($session)
    if (-not $bare) {
        Invoke-Command -Session $session {
            Import-Module $args[0]
            $global:fresh = @{ Location = "$PWD"; Variables = $null; OnError = $ErrorActionPreference; Temporary = $env:TMPDIR }
            $fresh.Variables = (Get-Variable -Scope Global).Name
        } -ArgumentList $manifest
    }
    $session
}

function Remove-LocalSession($session) { $session.Runspace.Dispose() }

# At the end of a test. What cannot be cleaned up is ended.
function Remove-LocalSessions {
    foreach ($session in $owned) { Remove-LocalSession $session }
    foreach ($session in $shared) {
        if ($session.Runspace.RunspaceAvailability -eq 'Available' -and (Clear-LocalSession $session)) { [SafeProcess.Remoting.Harness.LocalSessions]::Keep($session) }
        else { Remove-LocalSession $session }
    }
}

function Clear-LocalSession($session) {
    Invoke-Command -Session $session -ErrorAction Ignore {
        Get-Job | Remove-Job -Force
        Get-Event | Remove-Event
        Set-Location $fresh.Location
        $global:ErrorActionPreference = $fresh.OnError
        $env:TMPDIR = $fresh.Temporary
        Get-Variable -Scope Global | Where-Object { $_.Name -notin $fresh.Variables } | Remove-Variable -Scope Global -Force
        $Error.Clear()
        -not @(Get-SafeProcess) -and -not @(Get-Job) -and (Get-Module SafeProcess)
    } | Select-Object -Last 1
}

# One whose temporary folder and location are in the folder $temporary.
function New-FileSession([string] $name) {
    $session = New-LocalSession $name
    $own = New-Item -ItemType Directory (Join-Path $temporary $name)
    Invoke-Command -Session $session { $env:TMPDIR = $args[0]; Set-Location $args[0] } -ArgumentList $own.FullName
    $session
}
