using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Syntax.Elements.Types;
using Mono.Cecil;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace SafeProcess.Architecture.Tests;

/// <summary>The layers, from above, as sets of types.</summary>
internal static class Layers
{
    /// <summary>The namespaces below the seam, and the seam.</summary>
    public const string PlatformNamespaces = @"^SafeProcess\.Platform(\.|$)";

    /// <summary>The namespaces where native functions are declared.</summary>
    public const string NativeRooms = @"^SafeProcess\.Platform\.\w+\.Native$";

    private static readonly string[] _choosers =
        ["SafeProcess.Platform.PlatformLauncher", "SafeProcess.Platform.ProgramConventions", "SafeProcess.Platform.UnixSystem"];

    /// <summary>The names of those that choose a system.</summary>
    public static IReadOnlyList<string> NamesOfChoosers => _choosers;

    public static IObjectProvider<IType> Cmdlets { get; } = In(Product.Cmdlets, "the cmdlets");

    public static IObjectProvider<IType> CommandLine { get; } = In(Product.CommandLine, "the command line");

    public static IObjectProvider<IType> Core { get; } = In(Product.Core, "Core");

    public static IObjectProvider<IType> Runs { get; } = Within(@"^SafeProcess\.Runs$", "the parts of a run");

    public static IObjectProvider<IType> Sinks { get; } = Types().That().Are(Core).And()
        .HaveFullNameMatching(@"^SafeProcess\.(\w+Sink|Capture(Buffer|Segment)|CapturedPart|PartDecoder)$").As("the sinks");

    public static IObjectProvider<IType> Platform { get; } = Within(PlatformNamespaces, "the platform");

    public static IObjectProvider<IType> Threading { get; } = Within(@"^SafeProcess\.Threading$", "threads and clock");

    /// <summary>What Linux and macOS share.</summary>
    public static IObjectProvider<IType> Unix { get; } = OfSystem("Unix");

    public static IObjectProvider<IType> Linux { get; } = OfSystem("Linux");

    public static IObjectProvider<IType> Mac { get; } = OfSystem("Mac");

    public static IObjectProvider<IType> Windows { get; } = OfSystem("Windows");

    /// <summary>The rooms with the declarations of the systems' functions.</summary>
    public static IObjectProvider<IType> Native { get; } = Within(NativeRooms, "the Native rooms");

    /// <summary>Those that choose a system.</summary>
    public static IObjectProvider<IType> Choosers { get; } = Named("those that choose", [.. _choosers]);

    /// <summary>The mark of what the compiler wrote, such as the class of top-level statements.</summary>
    public static IObjectProvider<ArchUnitNET.Domain.Attribute> ByCompiler { get; } =
        Attributes(includeReferenced: true).That().HaveName("CompilerGeneratedAttribute").As("the mark of the compiler");

    /// <summary>Single types of the product. Each is there, so that no rule loses its object by a new name.</summary>
    public static IObjectProvider<IType> Named(string description, params string[] fullNames)
    {
        Offenders.None(fullNames.Except(Product.Model.Types.Select(static type => type.FullName)).Select(static name => $"There is no {name}"));
        return Types().That().FollowCustomPredicate(type => fullNames.Contains(type.FullName), "are " + description).As(description);
    }

    private static GivenTypesConjunctionWithDescription OfSystem(string name) => Within($@"^SafeProcess\.Platform\.{name}(\.|$)", name);

    // ResideInAssembly takes SafeProcess for safeprocess.
    private static GivenTypesConjunctionWithDescription In(ModuleDefinition module, string description) =>
        Types().That().FollowCustomPredicate(type => type.Assembly.FullName == module.Assembly.FullName, "are of " + module.Name).As(description);

    private static GivenTypesConjunctionWithDescription Within(string namespaces, string description) =>
        Types().That().Are(Core).And().ResideInNamespaceMatching(namespaces).As(description);
}
