# What the scripts that measure for the guide share.

# The command of another PowerShell of the kind that runs: see build/Pwsh.ps1 for why it is found by $PSHOME.
function Get-PwshCommand {
    if ((Test-Path (Join-Path $PSHOME System.Private.CoreLib.dll)) -or -not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        return (Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')), $args
    }
    return (Get-Command dotnet -CommandType Application -TotalCount 1).Source, (@(Join-Path $PSHOME pwsh.dll) + $args)
}

# What machine it was, and when.
function Get-MachineText {
    $system = [Runtime.InteropServices.RuntimeInformation]::OSDescription
    "$system, kernel $([Environment]::OSVersion.Version.ToString(3)), $([Environment]::ProcessorCount) cores, PowerShell $($PSVersionTable.PSVersion), on $(Get-Date -Format yyyy-MM-dd)"
}

# The page with what was measured between the marks of that name.
function Set-Measured([string] $Page, [string] $Name, [string] $Measured) {
    $marks = [regex] "(?s)(<!-- measured: $([regex]::Escape($Name)) -->\n).*?(<!-- /measured -->)"
    if (-not $marks.IsMatch($Page)) { throw "The page has no <!-- measured: $Name -->." }
    return $marks.Replace($Page, { param($found) $found.Groups[1].Value + $Measured.TrimEnd() + "`n" + $found.Groups[2].Value }, 1)
}
