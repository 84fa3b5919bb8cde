using SafeProcess.Tests.Harness;

namespace SafeProcess.Benchmarks;

/// <summary>The PowerShell that rows are measured in: the one of the tests.</summary>
internal static class PowerShell
{
    private static readonly EngineLocation _location = EngineLocator.Locate();

    /// <summary>Why no row can be measured in it; null when they can.</summary>
    public static string? WhyNot(Settings settings) =>
        settings.Module is null ? "no module: build it first"
        : _location.Home is not { } home ? _location.Missing
        : _location.Words.Count == 0 ? $"there is no pwsh in '{home}'"
        : EngineLocator.WhyTooOld(home);

    /// <summary>What a script of the folder Rows writes when it is told of the module.</summary>
    public static async Task<string> RunAsync(string script, Settings settings, params string[] arguments)
    {
        string[] command =
        [
            .. _location.Words, "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "Rows", script),
            "-Module", settings.Module!, .. arguments,
        ];
        var (exitCode, output, error) = await Programs.CaptureAsync(command[0], command[1..]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"pwsh exited with {exitCode}: {error.Trim()} {output.Trim()}");
    }
}
