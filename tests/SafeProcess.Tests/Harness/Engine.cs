using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace SafeProcess.Tests.Harness;

/// <summary>The PowerShell engine of the tests, loaded into this process from its own folder; or the one of the Microsoft.PowerShell.SDK package
/// when the tests were built with it.</summary>
/// <remarks>Without an engine nothing may touch a type of System.Management.Automation: tests that do carry
/// <see cref="EngineFactAttribute"/> or <see cref="EngineTheoryAttribute"/>, which keep xunit from even creating their class.</remarks>
internal static class Engine
{
    private static readonly EngineLocation _location = EngineLocator.Locate();
    private static readonly AssemblyDependencyResolver? _files =
        _location.Home is { } home && File.Exists(Path.Combine(home, "pwsh.deps.json")) ? new(Path.Combine(home, "pwsh.dll")) : null;

    // A module initializer, because a test runner may restore its tests from a list without touching any type of this folder.
    [ModuleInitializer]
    internal static void Connect()
    {
        AssemblyLoadContext.Default.Resolving += LoadManaged;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += LoadNative;
    }

    /// <summary>Why no test can use an engine in this process; null when they can.</summary>
    public static string? SkipReason { get; } = WhyNoEngine();

    /// <summary>Why no test can start a PowerShell of its own; null when they can.</summary>
    public static string? ProgramSkipReason { get; } = WhyNoProgram();

    /// <summary>Which engine the tests use, for a person.</summary>
    public static string Description => SkipReason is { } reason
        ? $"no PowerShell: {reason}"
        : ComesAsPackage
            ? "PowerShell of the Microsoft.PowerShell.SDK package"
            : $"PowerShell {EngineLocator.ReleaseIn(_location.Home!)}, found by {_location.Source}, in {_location.Home}";

    /// <summary>The words that start a PowerShell of its own, before its arguments: <c>pwsh</c>, or <c>dotnet</c> and <c>pwsh.dll</c>.</summary>
    public static IReadOnlyList<string> Words =>
        _location.Words is { Count: > 0 } words ? words : throw new InvalidOperationException(ProgramSkipReason);

    /// <summary>The words that start a PowerShell of its own with these arguments, no profile, and nobody to ask.</summary>
    public static string[] CommandLine(params ReadOnlySpan<string> arguments) => [.. Words, "-NoProfile", "-NonInteractive", .. arguments];

    /// <summary>The words that run a script in a PowerShell of its own.</summary>
    public static string[] ToRun(string script) => CommandLine("-Command", script);

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
        return _location.Words.Count == 0 ? $"there is no pwsh in '{home}'" : EngineLocator.WhyTooOld(home);
    }

    private static string? WhyNoPlatform() => OperatingSystem.IsLinux() ? null : "these tests run programs of Linux; elsewhere the Pester files in tests show the cmdlets";

    private static Assembly? LoadManaged(AssemblyLoadContext context, AssemblyName name)
    {
        // The module's own assemblies: a test may name one of their types before its session has imported the module.
        var file = Path.Combine(Checkout.Assemblies, name.Name + ".dll");
        if (!File.Exists(file) && _location.Home is { } home)
            file = _files?.ResolveAssemblyToPath(new AssemblyName(name.Name!)) ?? Path.Combine(home, name.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }

    // pwsh.deps.json knows of the folders under runtimes, where a .NET tool keeps its native libraries.
    private static nint LoadNative(Assembly assembly, string name) =>
        _files?.ResolveUnmanagedDllToPath(name) is { } file ? NativeLibrary.Load(file) : 0;
}
