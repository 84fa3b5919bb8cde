<#
.SYNOPSIS
Starts another PowerShell of the same kind as the one that runs.
.DESCRIPTION
The process is called pwsh where PowerShell brought its own .NET, and dotnet where it is a .NET tool, so the path of the running process does
not tell how to start it. $PSHOME does: the .NET beside it or not. Where there is no dotnet, DOTNET_ROOT tells pwsh where its .NET is.
#>
function Invoke-Pwsh {
    if ((Test-Path (Join-Path $PSHOME System.Private.CoreLib.dll)) -or -not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        & (Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')) @args
    } else {
        & dotnet (Join-Path $PSHOME pwsh.dll) @args
    }
}
