using SafeProcess.HelpPages.Cmdlets;

namespace SafeProcess.HelpPages.Pages;

/// <summary>The syntax of a cmdlet in one of its parameter sets.</summary>
internal static class SyntaxText
{
    private const int Width = 100;

    /// <summary>The parameters of a set as they are shown: by position, then as the page has them.</summary>
    public static IEnumerable<(ParameterShape Parameter, ParameterUse Use)> Parameters(IEnumerable<ParameterShape> parameters, string set) =>
        parameters.Select(parameter => (parameter, use: parameter.In(set))).Where(static pair => pair.use is not null)
            .Select(static pair => (pair.parameter, use: pair.use!)).OrderBy(static pair => pair.use.Position ?? int.MaxValue);

    /// <summary>The lines of the syntax.</summary>
    public static IEnumerable<string> Of(string cmdlet, IEnumerable<ParameterShape> parameters, string set)
    {
        var line = cmdlet;
        foreach (var item in Parameters(parameters, set).Select(static pair => Item(pair.Parameter, pair.Use)).Append("[<CommonParameters>]"))
        {
            if (line.Length + 1 + item.Length > Width)
            {
                yield return line;
                line = "";
            }

            line += ' ' + item;
        }

        yield return line;
    }

    private static string Item(ParameterShape parameter, ParameterUse use)
    {
        var name = use.Position is null ? $"-{parameter.Name}" : $"[-{parameter.Name}]";
        var item = parameter.IsSwitch ? name : $"{name} <{parameter.ShortType}>";
        return use.IsRequired ? item : $"[{item}]";
    }
}
