using System.Runtime.CompilerServices;

namespace SafeProcess.Core.Tests.Support;

/// <summary>What every program inherits that a test starts.</summary>
internal static class InheritedEnvironment
{
    /// <summary>A .NET runtime, and PowerShell beside it, make sockets and pipes in the temporary folder for whoever wants to look into them, and
    /// remove them when they end. Those that the tests kill cannot.</summary>
    [ModuleInitializer]
    internal static void TurnDiagnosticsOff()
    {
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
        Environment.SetEnvironmentVariable("POWERSHELL_DIAGNOSTICS_OPTOUT", "1");
    }
}
