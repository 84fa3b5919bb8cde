using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Makes each element of a list one argument, as <c>&amp;</c> does for programs.</summary>
internal static class ArgumentReader
{
    // The list itself and the arrays in it, which is as deep as & looks.
    private const int Depth = 2;

    /// <summary>The arguments: an array among them gives one an element, null gives none.</summary>
    public static List<CalledArgument> Read(object? values)
    {
        var arguments = new List<CalledArgument>();
        Add(arguments, values, Depth);
        return arguments;
    }

    private static void Add(List<CalledArgument> arguments, object? value, int depth)
    {
        if (depth > 0 && LanguagePrimitives.GetEnumerable(value) is { } elements)
        {
            foreach (var element in elements)
                Add(arguments, element, depth - 1);
        }
        else if (value is not null)
        {
            arguments.Add(One(value));
        }
    }

    private static CalledArgument One(object value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is CalledArgument argument ? argument
        : SecretValue.Decrypt(value) is { } secret ? new CalledArgument(secret, SecretFrom: 0)
        : new CalledArgument(LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty);
}
