using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;

namespace SafeProcess.Commands;

/// <summary>Script blocks that give the values of expressions, made once for each command line.</summary>
internal static class CompiledExpressions
{
    private static readonly ConditionalWeakTable<ExpressionAst, ScriptBlock> _compiled = [];

    /// <summary>A script block whose only output is an array with the value of each expression. Errors in it name the place of the expression.</summary>
    /// <param name="expressions">Expressions of one command line, always the same ones after the first; at least one.</param>
    public static ScriptBlock Of(IReadOnlyList<ExpressionAst> expressions) => _compiled.GetValue(expressions[0], _ => Compile(expressions));

    private static ScriptBlock Compile(IReadOnlyList<ExpressionAst> expressions)
    {
        var extent = expressions[0].Extent;
        // The outer comma keeps PowerShell from taking the array apart.
        var values = new ArrayLiteralAst(extent, [new ArrayLiteralAst(extent, [.. expressions.Select(Copy)])]);
        var statement = new PipelineAst(extent, new CommandExpressionAst(extent, values, null));
        return new ScriptBlockAst(extent, null, new StatementBlockAst(extent, [statement], null), isFilter: false).GetScriptBlock();
    }

    private static ExpressionAst Copy(ExpressionAst expression) => expression switch
    {
        VariableExpressionAst variable => new VariableExpressionAst(variable.Extent, variable.VariablePath, splatted: false),
        UsingExpressionAst { SubExpression: VariableExpressionAst variable } => new UsingExpressionAst(
            expression.Extent, new VariableExpressionAst(variable.Extent, variable.VariablePath, splatted: false)),
        // What was typed, as for the numbers that need no evaluation.
        ConstantExpressionAst number and not StringConstantExpressionAst =>
            new StringConstantExpressionAst(number.Extent, number.Extent.Text, StringConstantType.SingleQuoted),
        _ => (ExpressionAst)expression.Copy(),
    };
}
