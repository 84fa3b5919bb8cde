# Runs the examples of a page of the guide, in order, in one fresh session with the module imported. What they print goes to the console, and a line that
# starts with the mark behind each. What is wrong with each ('' for nothing) is written as JSON. What stands in an example is typed statement by statement, as at a prompt.
# Examples that are not to be run are looked at only.
param(
    [Parameter(Mandatory)] [string] $Manifest,
    [Parameter(Mandatory)] [string] $Examples,
    [Parameter(Mandatory)] [string] $Mark,
    [Parameter(Mandatory)] [string] $Report,
    # The manifest of Pester, for pages that run tests.
    [string] $Pester,
    # Where the assemblies of xunit and of a fake clock are, for examples in C# that are tests.
    [string] $Xunit
)

$ErrorActionPreference = 'Stop'
# What is stopped here is often a program of .NET, which would leave a socket for debuggers.
$env:DOTNET_EnableDiagnostics = '0'

$state = [initialsessionstate]::CreateDefault2()
$session = [runspacefactory]::CreateRunspace($Host, $state)
$session.Open()

function Invoke-InSession([scriptblock] $prepare) {
    $shell = [powershell]::Create()
    $shell.Runspace = $session
    try { & $prepare $shell } finally { $shell.Dispose() }
}

# Types one statement, as the console runs what is typed at its prompt.
function Invoke-Statement([string] $text) {
    Invoke-InSession {
        param($shell)
        $null = $shell.AddScript($text, $false).AddCommand('Out-Default')
        $shell.Commands.Commands[0].MergeMyResults('Error', 'Output')
        try { $null = $shell.Invoke() }
        catch {
            $record = ($_.Exception.InnerException ?? $_.Exception).ErrorRecord ?? $_
            Invoke-InSession { param($shell) $null = $shell.AddCommand('Out-Default').Invoke(@($record)) }
        }
    }
}

function Read-Script([string] $code) {
    $problems = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $problems)
    if ($problems) { throw "does not parse: $($problems[0].Message) (line $($problems[0].Extent.StartLineNumber) of the example)" }
    $tree
}

function Invoke-PowerShellExample([string] $code) {
    foreach ($statement in (Read-Script $code).EndBlock.Statements) { Invoke-Statement $statement.Extent.Text }
}

# Each parameter of a command of the module must be there. What stands behind a program's name is the program's.
function Assert-Parameters([string] $code) {
    $module = Get-Module SafeProcess
    foreach ($command in (Read-Script $code).FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
        if ($command.GetCommandName() -cnotmatch '-SafeProcess') { continue }
        $known = $module.ExportedCommands[$command.GetCommandName()]
        if (-not $known) { throw "names $($command.GetCommandName()), which is no command of the module" }
        $isValue = $false
        foreach ($element in $command.CommandElements | Select-Object -Skip 1) {
            if ($element -is [System.Management.Automation.Language.CommandParameterAst]) {
                try { $parameter = $known.ResolveParameter($element.ParameterName) }
                catch { throw "gives $($known.Name) -$($element.ParameterName), which it does not have" }
                $isValue = -not $element.Argument -and -not $parameter.SwitchParameter
            }
            elseif ($isValue) { $isValue = $false }
            elseif ($known.Parameters.ContainsKey('FilePath') -and $element -isnot [System.Management.Automation.Language.ScriptBlockExpressionAst]) { break }
        }
    }
}

# What a project has without asking, with <ImplicitUsings>.
$usings = -join ('System', 'System.Collections.Generic', 'System.IO', 'System.Linq', 'System.Net.Http', 'System.Threading', 'System.Threading.Tasks' |
        ForEach-Object { "global using $_;" })

$references = $null

# Compiles with the compiler that PowerShell brings for Add-Type, since a program with statements at its top is nothing for Add-Type.
function Invoke-CSharpExample([string] $code, [int] $number) {
    $null = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]
    $latest = [Microsoft.CodeAnalysis.CSharp.CSharpParseOptions]::new([Microsoft.CodeAnalysis.CSharp.LanguageVersion]::Latest)
    $trees = foreach ($text in $usings, $code) { [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($text, $latest) }
    $script:references ??= @(
        if ($Xunit) {
            foreach ($file in Get-ChildItem "$Xunit/xunit.v3.*.dll", "$Xunit/Microsoft.Extensions.TimeProvider.Testing.dll") {
                $null = [Reflection.Assembly]::LoadFrom($file)
                [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile($file)
            }
        }
        foreach ($file in @([AppContext]::GetData('TRUSTED_PLATFORM_ASSEMBLIES') -split [IO.Path]::PathSeparator) + (Join-Path (Split-Path $Manifest) bin SafeProcess.Core.dll)) {
            [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile($file)
        })
    $options = [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new([Microsoft.CodeAnalysis.OutputKind]::ConsoleApplication)
    $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create("Example$number", [Microsoft.CodeAnalysis.SyntaxTree[]] $trees,
        [Microsoft.CodeAnalysis.MetadataReference[]] $references, $options)
    $image = [IO.MemoryStream]::new()
    $emitted = $compilation.Emit($image)
    if (-not $emitted.Success) { throw "does not compile: $($emitted.Diagnostics | Where-Object Severity -EQ Error | Select-Object -First 1)" }

    $null = $image.Seek(0, 'Begin')
    $assembly = [Runtime.Loader.AssemblyLoadContext]::Default.LoadFromStream($image)
    try { $null = $assembly.EntryPoint.Invoke($null, $assembly.EntryPoint.GetParameters().Count ? (, [string[]] @()) : $null) }
    catch {
        $thrown = $_.Exception.InnerException
        [Console]::WriteLine("Unhandled exception. $($thrown.GetType()): $($thrown.Message)")
    }
}

$PSStyle.OutputRendering = 'PlainText'
Import-Module $Manifest
Invoke-Statement "Import-Module '$Manifest'"
if ($Pester) { Invoke-Statement "Import-Module '$Pester'" }
$session.SessionStateProxy.SetVariable('guide', (Join-Path (Split-Path $Manifest) docs guide))

$number = 0
$problems = foreach ($example in Get-Content $Examples -Raw | ConvertFrom-Json) {
    $number++
    $problem = ''
    try {
        switch ($example.Kind) {
            'powershell' { Invoke-PowerShellExample $example.Code }
            'powershell wrong' { $null = Read-Script $example.Code }
            'powershell elsewhere' { Assert-Parameters $example.Code }
            { $_.StartsWith('sh ') } { Set-Content ($example.Kind -split ' ')[1] $example.Code }
            { $_.EndsWith('.ps1') } { $null = Read-Script $example.Code; Set-Content ($example.Kind -split ' ')[1] $example.Code }
            'csharp' { Invoke-CSharpExample $example.Code $number }
        }
    }
    catch { $problem = "$_" }
    [Console]::WriteLine("`n$Mark $number")
    $problem
}
$session.Dispose()
ConvertTo-Json @($problems) | Set-Content -Path $Report
