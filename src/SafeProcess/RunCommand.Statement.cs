using System.Management.Automation;

namespace SafeProcess.Commands;

/// <content>What was typed behind the program, which is more than PowerShell binds.</content>
public abstract partial class RunCommand
{
    private readonly HashSet<string> _gaveBack = [];

    /// <summary>What stands behind the program in the caller's text. Parameters that PowerShell took from there are given back.</summary>
    /// <returns>Null where there is no text that says it.</returns>
    /// <exception cref="InvalidParameterException">A parameter before the program is unknown.</exception>
    private protected SplitStatement? SplitTyped(CallerScope scope)
    {
        var parameters = CmdletParameters.Of(MyInvocation.MyCommand);
        if (TypedStatement.Of(MyInvocation) is not { } call || SplitStatement.Of(call, parameters, scope) is not { } split)
            return null;
        if (split.Unknown is { } unknown)
            throw UnknownParameter(unknown.ParameterName, parameters);
        foreach (var taken in split.Taken)
            GiveBack(taken.Name);
        return split;
    }

    /// <summary>As <see cref="Cmdlet.ShouldProcess(string, string)"/>, which does not know that -WhatIf or -Confirm was meant for the program.</summary>
    private protected bool ShouldRun(string target, string action) =>
        _gaveBack.Contains("WhatIf") || _gaveBack.Contains("Confirm") || ShouldProcess(target, action);

    private InvalidParameterException UnknownParameter(string typed, CmdletParameters parameters) => new(
        typed,
        parameters.Near(typed) is { } near
            ? $"is no parameter of {MyInvocation.MyCommand.Name}; -{near} is. Options of the program stand behind its name"
            : $"is no parameter of {MyInvocation.MyCommand.Name}, in full. Options of the program stand behind its name");

    /// <summary>Undoes the binding of a parameter whose name was meant for the program.</summary>
    private void GiveBack(string parameter)
    {
        MyInvocation.BoundParameters.Remove(parameter);
        if (GetType().GetProperty(parameter) is { CanWrite: true } property)
            property.SetValue(this, property.GetValue(Activator.CreateInstance(GetType())));
        _gaveBack.Add(parameter);
    }
}
