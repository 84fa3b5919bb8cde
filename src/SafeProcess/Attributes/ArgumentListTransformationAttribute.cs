using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace SafeProcess.Commands;

/// <summary>Makes each element of an argument list one argument, as <c>&amp;</c> does for programs: an array among the arguments
/// (<c>git add $files</c>) gives one argument per element, <c>$null</c> gives none, and a number keeps the text
/// that was typed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ArgumentListTransformationAttribute : ArgumentTransformationAttribute
{
    // The list itself and the arrays in it, which is as deep as & looks.
    private const int Depth = 2;

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

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null or string[])
            return inputData;

        var arguments = new List<string>();
        Add(arguments, inputData, Depth);
        // Not ToArray: all empty lists would be one.
        var list = new string[arguments.Count];
        arguments.CopyTo(list);
        _bound.Add(list, inputData);
        return list;
    }

    private static void Add(List<string> arguments, object? value, int depth)
    {
        if (depth > 0 && LanguagePrimitives.GetEnumerable(value) is { } elements)
        {
            foreach (var element in elements)
                Add(arguments, element, depth - 1);
        }
        else if (value is not null)
        {
            arguments.Add(LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty);
        }
    }
}
