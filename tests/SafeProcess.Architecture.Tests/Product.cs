using System.Reflection;
using ArchUnitNET.Loader;
using Mono.Cecil;

namespace SafeProcess.Architecture.Tests;

/// <summary>What is shipped, as it was built: as types that depend on each other, and as instructions.</summary>
internal static class Product
{
    private static readonly string[] _paths = [.. Told("Examined")];

    /// <summary>The folder of Core's sources.</summary>
    public static string CoreSources { get; } = Told("CoreSources").Single();

    public static ModuleDefinition Core { get; } = Read("SafeProcess.Core.dll");

    public static ModuleDefinition Cmdlets { get; } = Read("SafeProcess.dll");

    public static ModuleDefinition CommandLine { get; } = Read("safeprocess.dll");

    /// <summary>For rules about types. It does not see what the body of an asynchronous iterator depends on; <see cref="Call"/> does.</summary>
    public static ArchUnitNET.Domain.Architecture Model { get; } = _paths
        .Aggregate(new ArchLoader(), static (loader, path) => loader.LoadFilteredDirectory(Path.GetDirectoryName(path)!, Path.GetFileName(path)))
        .Build();

    private static IEnumerable<string> Told(string key) => typeof(Product).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(metadata => metadata.Key == key).Select(static metadata => metadata.Value!);

    private static ModuleDefinition Read(string file) =>
        ModuleDefinition.ReadModule(_paths.Single(path => Path.GetFileName(path) == file), new ReaderParameters { InMemory = true });
}
