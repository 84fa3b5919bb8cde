using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace SafeProcess.Tests.Harness;

/// <summary>Looks for the PowerShell that people have on this machine. Loads nothing of it.</summary>
internal static class EngineLocator
{
    private const string EngineAssembly = "System.Management.Automation.dll";
    private static readonly Version _oldestEngine = new(7, 4);
    private static readonly string[] _programNames = ["pwsh", "pwsh.exe"];

    /// <summary>What <c>SAFEPROCESS_PSHOME</c> names, or else the tool that this repository pins, or else the <c>pwsh</c> found on PATH.</summary>
    public static EngineLocation Locate()
    {
        if (Environment.GetEnvironmentVariable("SAFEPROCESS_PSHOME") is { Length: > 0 } named)
        {
            return HoldsEngine(named)
                ? At(Path.GetFullPath(named), "SAFEPROCESS_PSHOME")
                : new(null, [], "", $"SAFEPROCESS_PSHOME is '{named}', which holds no {EngineAssembly}");
        }

        var pinned = BuildFact.Of("PowerShellHome");
        if (HoldsEngine(pinned))
            return At(pinned, "the tool manifest");

        if (OnPath() is not { } program)
        {
            return new(
                null, [], "",
                "no PowerShell here: the tool was not restored (dotnet tool restore), SAFEPROCESS_PSHOME is not set, and there is no pwsh on PATH");
        }

        var home = Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program);
        if (!HoldsEngine(home))
            home = AskForHome(program);
        return HoldsEngine(home)
            ? At(home!, "PATH")
            : new(null, [], "", $"'{program}' does not tell where its {EngineAssembly} is");
    }

    /// <summary>The release of the engine in a folder, such as 7.6.9.</summary>
    public static string ReleaseIn(string home) =>
        // "7.6.9 SHA: …"
        FileVersionInfo.GetVersionInfo(Path.Combine(home, EngineAssembly)).ProductVersion!.Split(' ')[0];

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

    /// <summary>A PowerShell that brings its own .NET is started by its program; one that needs the machine's, as a .NET tool does, by
    /// <c>dotnet pwsh.dll</c>: its <c>pwsh</c> may lack the right to be executed and does not know where that .NET is.</summary>
    private static EngineLocation At(string home, string source)
    {
        var bringsRuntime = File.Exists(Path.Combine(home, "System.Private.CoreLib.dll"));
        string[] words = bringsRuntime ? ProgramIn(home) is { } program ? [program] : [] : [DotNetHost(), Path.Combine(home, "pwsh.dll")];
        return new(home, words, source, "");
    }

    /// <summary>The <c>dotnet</c> of the .NET that runs these tests.</summary>
    private static string DotNetHost()
    {
        // It lies three folders above shared/Microsoft.NETCore.App/<version>.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }

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
/// <param name="Words">The program that starts it, and what stands before the arguments; empty when there is none.</param>
/// <param name="Source">What named it.</param>
/// <param name="Missing">Why there is none.</param>
internal sealed record EngineLocation(string? Home, IReadOnlyList<string> Words, string Source, string Missing);
