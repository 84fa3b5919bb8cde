using System.Runtime.CompilerServices;

namespace SafeProcess.Tests.Harness;

/// <summary>Where the PowerShells of the tests keep what they remember (caches, the history of a terminal), and look for modules of the user: beside
/// the tests, not in the home folder of whoever runs them.</summary>
internal static class EngineHome
{
    [ModuleInitializer]
    internal static void Set()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "home");
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Path.Combine(folder, "cache"));
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", Path.Combine(folder, "data"));
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
    }
}
