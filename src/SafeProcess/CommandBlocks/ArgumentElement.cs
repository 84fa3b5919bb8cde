using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>One element of a command line with its value: what PowerShell's binder of native commands looks at.</summary>
/// <param name="Parameter">What was typed as a parameter (<c>-n</c>, <c>--all</c>, <c>-p:</c>); null for a plain argument.</param>
/// <param name="HasValue">Whether there is a value: false for a parameter alone.</param>
/// <param name="Value">The value, evaluated; numbers as they were typed.</param>
/// <param name="SpaceBeforeValue">Whether the value of a parameter with a colon stood apart from it.</param>
/// <param name="Source">What the value was typed as; null when it came out of a variable that was splatted.</param>
internal readonly record struct ArgumentElement(string? Parameter, bool HasValue, object? Value, bool SpaceBeforeValue, Ast? Source)
{
    /// <summary>Whether the value is passed as it is: no wildcard and no <c>~</c> in it is expanded.</summary>
    public bool IsExact { get; init; }

    public static ArgumentElement OfParameter(string parameter) => new(parameter, false, null, false, null);

    public static ArgumentElement OfValue(object? value, Ast? source) => new(null, true, value, false, source);
}
