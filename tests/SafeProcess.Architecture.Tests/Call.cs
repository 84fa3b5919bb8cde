using Mono.Cecil;

namespace SafeProcess.Architecture.Tests;

/// <summary>One place in the product that calls a method, or takes its address.</summary>
/// <param name="Caller">The type as it stands in the source: what the compiler makes of lambdas, iterators and asynchronous methods counts as where
/// they stand.</param>
/// <param name="Method">The method, likewise.</param>
/// <param name="Called">What is called.</param>
internal sealed record Call(string Caller, string Method, MethodReference Called)
{
    private static readonly Call[] _ofCore = [.. In(Product.Core)];

    /// <summary>The calls of the cmdlets and the command line.</summary>
    public static IReadOnlyList<Call> AboveCore { get; } = [.. In(Product.Cmdlets), .. In(Product.CommandLine)];

    /// <summary>The calls of what may not know the system: the cmdlets, the command line, and Core but for the platform.</summary>
    public static IReadOnlyList<Call> AboveTheSeam { get; } =
        [.. AboveCore, .. _ofCore.Where(static call => !call.IsOfPlatform)];

    /// <summary>The calls of the platform.</summary>
    public static IReadOnlyList<Call> BelowTheSeam { get; } = [.. _ofCore.Where(static call => call.IsOfPlatform)];

    /// <summary>All calls there are.</summary>
    public static IReadOnlyList<Call> All { get; } = [.. AboveCore, .. _ofCore];

    /// <summary>The type that has the method, without its type arguments.</summary>
    public string Type { get; } = Called.DeclaringType.GetElementType().FullName;

    private bool IsOfPlatform => Caller.StartsWith("SafeProcess.Platform.", StringComparison.Ordinal);

    /// <summary>The name of what is called.</summary>
    public string Name => Called.Name;

    /// <summary>Whether a type stands among what is passed.</summary>
    public bool Passes(params string[] types) => Called.Parameters.Any(parameter => types.Contains(parameter.ParameterType.FullName));

    public override string ToString() => $"{Caller}.{Method} calls {Type}.{Name}";

    private static IEnumerable<Call> In(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.Operand is MethodReference
        select new Call(InSource(type).FullName, NameInSource(method), (MethodReference)instruction.Operand);

    private static TypeDefinition InSource(TypeDefinition type) =>
        type.DeclaringType is { } outer && type.Name.StartsWith('<') ? InSource(outer) : type;

    // The compiler puts the name of the method into angle brackets: in that of its lambdas, or of the class it makes of it.
    private static string NameInSource(MethodDefinition method)
    {
        foreach (var name in (string[])[method.Name, method.DeclaringType.Name])
        {
            if (name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end)
                return name[1..end];
        }

        return method.Name;
    }
}
