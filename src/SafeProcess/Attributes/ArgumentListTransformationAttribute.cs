using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Makes each element of an argument list one argument, as <c>&amp;</c> does for programs: an array among the arguments
/// (<c>git add $files</c>) gives one argument per element, <c>$null</c> gives an empty one, and a number keeps the text
/// that was typed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ArgumentListTransformationAttribute : ArgumentTransformationAttribute
{
    // The list itself and the arrays in it, which is as deep as & looks.
    private const int Depth = 2;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null or string[])
            return inputData;

        var arguments = new List<string>();
        Add(arguments, inputData, Depth);
        return arguments.ToArray();
    }

    private static void Add(List<string> arguments, object? value, int depth)
    {
        if (depth > 0 && LanguagePrimitives.GetEnumerable(value) is { } elements)
        {
            foreach (var element in elements)
                Add(arguments, element, depth - 1);
        }
        else
        {
            arguments.Add(LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty);
        }
    }
}
