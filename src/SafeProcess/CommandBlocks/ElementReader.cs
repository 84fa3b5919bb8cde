using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Gives the elements of a command line their values.</summary>
internal static class ElementReader
{
    // PowerShell marks the names of parameters in $args with it, so that they are parameters again when $args is splatted.
    private const string ParameterMark = "<CommandParameterName>";

    /// <summary>The expressions among these elements, in their order.</summary>
    public static IEnumerable<ExpressionAst> Expressions(IEnumerable<CommandElementAst> elements) =>
        elements.Select(ExpressionOf).OfType<ExpressionAst>();

    /// <summary>These elements with the values of their expressions.</summary>
    /// <param name="elements">As they were typed.</param>
    /// <param name="values">One value for each of <see cref="Expressions"/>, in that order.</param>
    public static IEnumerable<ArgumentElement> Join(IEnumerable<CommandElementAst> elements, IEnumerator<object?> values)
    {
        foreach (var element in elements)
        {
            if (element is CommandParameterAst parameter)
            {
                yield return OfParameter(parameter, values);
                continue;
            }

            values.MoveNext();
            if (!IsSplatted(element))
            {
                yield return ArgumentElement.OfValue(values.Current, element);
                continue;
            }

            foreach (var splatted in Splat(values.Current))
                yield return splatted;
        }
    }

    private static ExpressionAst? ExpressionOf(CommandElementAst element) => element is CommandParameterAst parameter ? parameter.Argument : (ExpressionAst)element;

    private static ArgumentElement OfParameter(CommandParameterAst parameter, IEnumerator<object?> values)
    {
        var (typed, value) = (parameter.ErrorPosition, parameter.Argument);
        if (value is null)
            return ArgumentElement.OfParameter(typed.Text);
        values.MoveNext();
        return new ArgumentElement(typed.Text, true, values.Current, typed.EndOffset != value.Extent.StartOffset, value);
    }

    private static bool IsSplatted(CommandElementAst element) =>
        (element is UsingExpressionAst remote ? remote.SubExpression : element) is VariableExpressionAst { Splatted: true };

    private static IEnumerable<ArgumentElement> Splat(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        // Not its enumerator: a dictionary's may give pairs of another type.
        IDictionary named => named.Keys.Cast<object>().Select(name => SplatNamed(name, named[name])),
        IEnumerable many and not string => many.Cast<object?>().Select(SplatOne),
        _ => [SplatOne(value)],
    };

    private static ArgumentElement SplatNamed(object key, object? value)
    {
        var name = LanguagePrimitives.ConvertTo<string>(key);
        var end = name.TrimEnd().Length;
        var colon = end > 0 && name[end - 1] == ':' ? "" : ":";
        return new ArgumentElement($"-{name[..end]}{colon}{name[end..]}", true, value, false, null);
    }

    private static ArgumentElement SplatOne(object? value) =>
        value is PSObject { BaseObject: string name } marked && marked.Properties[ParameterMark]?.Value is string
            ? ArgumentElement.OfParameter(name)
            : ArgumentElement.OfValue(value, null);
}
