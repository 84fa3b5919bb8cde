using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SafeProcess.Tests.Harness;

/// <summary>Looks for the PowerShell that people have on this machine. Loads nothing of it.</summary>
internal static class EngineLocator
{
    private const string EngineAssembly = "System.Management.Automation.dll";
    private static readonly Version _oldestEngine = new(7, 4);
    private static readonly string[] _programNames = ["pwsh", "pwsh.exe"];

    /// <summary>What <c>SAFEPROCESS_PSHOME</c> names, or else the home of the <c>pwsh</c> found on PATH.</summary>
    public static EngineLocation Locate()
    {
        if (Environment.GetEnvironmentVariable("SAFEPROCESS_PSHOME") is { Length: > 0 } named)
        {
            return HoldsEngine(named)
                ? new(Path.GetFullPath(named), ProgramIn(named), "")
                : new(null, null, $"SAFEPROCESS_PSHOME is '{named}', which holds no {EngineAssembly}");
        }

        if (OnPath() is not { } program)
            return new(null, null, "no PowerShell here: there is no pwsh on PATH and SAFEPROCESS_PSHOME is not set");

        var home = Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program);
        if (!HoldsEngine(home))
            home = AskForHome(program);
        return HoldsEngine(home)
            ? new(home, program, "")
            : new(null, null, $"'{program}' does not tell where its {EngineAssembly} is");
    }

    /// <summary>Why the module does not support the engine in a folder, or null when it does.</summary>
    public static string? WhyTooOld(string home)
    {
        var version = AssemblyName.GetAssemblyName(Path.Combine(home, EngineAssembly)).Version!;
        return version < _oldestEngine ? $"the PowerShell in '{home}' is {version}, older than {_oldestEngine}" : null;
    }

    /// <summary>Why the engine in a folder cannot be loaded into this process, or null when it can.</summary>
    public static string? WhyTooNew(string home)
    {
        using var file = File.OpenRead(Path.Combine(home, EngineAssembly));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var needed = metadata.AssemblyReferences
            .Select(metadata.GetAssemblyReference)
            .Where(reference => metadata.StringComparer.Equals(reference.Name, "System.Runtime"))
            .Max(reference => reference.Version);
        return needed?.Major > Environment.Version.Major
            ? $"the PowerShell in '{home}' needs .NET {needed.ToString(2)}, and these tests run on .NET {Environment.Version}"
            : null;
    }

    private static bool HoldsEngine(string? folder) => folder is not null && File.Exists(Path.Combine(folder, EngineAssembly));

    private static string? ProgramIn(string folder) =>
        _programNames.Select(name => Path.GetFullPath(Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    private static string? OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(ProgramIn)
            .FirstOrDefault(program => program is not null);

    /// <summary>A launcher script or a dotnet tool's shim does not lie in the engine's folder.</summary>
    private static string? AskForHome(string program) =>
        Command.Output(program, "-NoProfile", "-NonInteractive", "-Command", "$PSHOME")?.Trim();
}

/// <summary>A PowerShell on this machine.</summary>
/// <param name="Home">Its <c>$PSHOME</c>; null when there is none.</param>
/// <param name="Program">Its <c>pwsh</c>; null when there is none.</param>
/// <param name="Missing">Why there is none.</param>
internal sealed record EngineLocation(string? Home, string? Program, string Missing);
