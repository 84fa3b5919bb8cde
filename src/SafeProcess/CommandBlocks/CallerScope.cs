using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>Evaluates expressions of a command line where they were typed: in the scope of whoever called the cmdlet, or of the closure or module
/// that a script block belongs to.</summary>
/// <param name="cmdlet">The cmdlet that was called.</param>
/// <param name="module">The module of the script block; null for the caller's own session.</param>
/// <param name="item">What <c>$_</c> is, for a batch; null for the caller's own.</param>
internal sealed class CallerScope(PSCmdlet cmdlet, PSModuleInfo? module = null, PSVariable? item = null)
{
    /// <summary>The session whose variables and location count.</summary>
    public SessionState Session => module?.SessionState ?? cmdlet.SessionState;

    /// <summary>The values of expressions, evaluated in their order, each once.</summary>
    /// <exception cref="RuntimeException">One failed; the error names its place.</exception>
    public object?[] Evaluate(IReadOnlyList<ExpressionAst> expressions)
    {
        var values = new object?[expressions.Count];
        for (var index = 0; index < values.Length; index++)
        {
            if (!TryRead(expressions[index], out values[index]))
                return Run(expressions);
        }

        return values;
    }

    /// <summary>Reads what needs no running of code: what stands in the text, and variables that are set.</summary>
    public bool TryRead(ExpressionAst expression, out object? value)
    {
        switch (expression)
        {
            case StringConstantExpressionAst text:
                value = text.Value;
                return true;
            case ConstantExpressionAst number:
                // As it was typed: 1.0 and 0x10 are not 1 and 16 to a program.
                value = number.Extent.Text;
                return true;
            case VariableExpressionAst variable:
                return TryRead(variable.VariablePath, out value);
            default:
                value = null;
                return false;
        }
    }

    private bool TryRead(VariablePath path, out object? value)
    {
        if (item is not null && (path.UserPath.Equals("_", StringComparison.Ordinal) || path.UserPath.Equals("PSItem", StringComparison.OrdinalIgnoreCase)))
        {
            value = item.Value;
            return true;
        }

        // A variable that is not set is an error in strict mode, which PowerShell itself knows best.
        var found = path.IsVariable ? Session.PSVariable.Get(path.UserPath) : null;
        value = found?.Value;
        return found is not null;
    }

    private object?[] Run(IReadOnlyList<ExpressionAst> expressions)
    {
        var script = CompiledExpressions.Of(expressions);
        if (module is not null)
            script = module.NewBoundScriptBlock(script);
        // A script block has arguments of its own, and the caller's are meant.
        var arguments = LanguagePrimitives.ConvertTo<object[]>(Session.PSVariable.GetValue("args")) ?? [];
        if (item is not null)
            return (object?[])script.InvokeWithContext(null, [item], arguments)[0].BaseObject;

        // In the caller's own scope, as $(++$i) counts there; this call takes the one array apart.
        return [.. cmdlet.SessionState.InvokeCommand.InvokeScript(useLocalScope: false, script, null, arguments)];
    }
}
