using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace SafeProcess.Tests.Harness;

/// <summary>The PowerShell engine of the tests: the installed one, loaded into this process from its own folder, or the one of the
/// Microsoft.PowerShell.SDK package when the tests were built with it.</summary>
/// <remarks>Without an engine nothing may touch a type of System.Management.Automation: tests that do carry
/// <see cref="EngineFactAttribute"/> or <see cref="EngineTheoryAttribute"/>, which keep xunit from even creating their class.</remarks>
internal static class Engine
{
    private static readonly EngineLocation _location = EngineLocator.Locate();

    // A module initializer, because a test runner may restore its tests from a list without touching any type of this folder.
    [ModuleInitializer]
    internal static void Connect()
    {
        AssemblyLoadContext.Default.Resolving += LoadManaged;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += LoadNative;
    }

    /// <summary>Why no test can use an engine in this process; null when they can.</summary>
    public static string? SkipReason { get; } = WhyNoEngine();

    /// <summary>Why no test can run <see cref="Program"/>; null when they can.</summary>
    public static string? ProgramSkipReason { get; } = WhyNoProgram();

    /// <summary>The path of <c>pwsh</c>.</summary>
    public static string Program => _location.Program ?? throw new InvalidOperationException(ProgramSkipReason);

    private static bool ComesAsPackage =>
        AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string assemblies
        && assemblies.Contains("System.Management.Automation.dll", StringComparison.OrdinalIgnoreCase);

    private static string? WhyNoEngine()
    {
        if (WhyNoPlatform() is { } platform)
            return platform;
        if (ComesAsPackage)
            return null;
        return _location.Home is { } home
            ? EngineLocator.WhyTooOld(home) ?? EngineLocator.WhyTooNew(home)
            : _location.Missing;
    }

    private static string? WhyNoProgram()
    {
        if (WhyNoPlatform() is { } platform)
            return platform;
        if (_location.Home is not { } home)
            return _location.Missing;
        return _location.Program is null ? $"there is no pwsh in '{home}'" : EngineLocator.WhyTooOld(home);
    }

    private static string? WhyNoPlatform() => OperatingSystem.IsLinux() ? null : "SafeProcess runs programs on Linux only so far";

    private static Assembly? LoadManaged(AssemblyLoadContext context, AssemblyName name)
    {
        // The module's own assemblies: a test may name one of their types before its session has imported the module.
        var file = Path.Combine(Checkout.Assemblies, name.Name + ".dll");
        if (!File.Exists(file) && _location.Home is not null)
            file = Path.Combine(_location.Home, name.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }

    private static nint LoadNative(Assembly assembly, string name)
    {
        if (_location.Home is null)
            return 0;

        return new[] { name, $"{name}.so", $"{name}.dylib", $"{name}.dll" }
            .Select(file => NativeLibrary.TryLoad(Path.Combine(_location.Home, file), out var handle) ? handle : 0)
            .FirstOrDefault(handle => handle != 0);
    }
}
