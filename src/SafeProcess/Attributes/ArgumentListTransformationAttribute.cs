using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace SafeProcess.Commands;

/// <summary>Makes each element of an argument list one argument, as <c>&amp;</c> does for programs: an array among the arguments
/// (<c>git add $files</c>) gives one argument per element, <c>$null</c> gives none, and a number keeps the text
/// that was typed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ArgumentListTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly ConditionalWeakTable<string[], object> _bound = [];

    /// <summary>The values that became this list of arguments.</summary>
    /// <param name="arguments">The list; null for none.</param>
    /// <param name="count">How many there were: PowerShell hands on an array that is the only one as if its elements were the values.</param>
    internal static IReadOnlyList<object?> BoundAs(object? arguments, int count)
    {
        if (arguments is null)
            return [];
        var bound = arguments is string[] list && _bound.TryGetValue(list, out var value) ? value : arguments;
        return count == 1 ? [bound] : LanguagePrimitives.GetEnumerable(bound) is { } values ? [.. values.Cast<object?>()] : [bound];
    }

    /// <summary>The arguments of this list, secrets included, which the list itself does not hold.</summary>
    internal static IReadOnlyList<CalledArgument> Read(string[]? arguments) =>
        ArgumentReader.Read(arguments is not null && _bound.TryGetValue(arguments, out var values) ? values : arguments);

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null or string[])
            return inputData;

        // PowerShell keeps and logs what it binds: it gets no secret.
        var arguments = ArgumentReader.Read(inputData);
        // Not ToArray: all empty lists would be one.
        var list = new string[arguments.Count];
        for (var index = 0; index < list.Length; index++)
            list[index] = arguments[index].Shown;
        _bound.Add(list, inputData);
        return list;
    }
}
