using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;

namespace SafeProcess.Commands;

/// <summary>Reads script blocks as command lines. The text alone decides: what is refused here is refused before anything is evaluated.</summary>
internal static class CommandBlockReader
{
    private const string OnePipeline = "A command block is one program with its arguments, or one pipeline of programs.";

    // A block in a loop is the same syntax tree each time.
    private static readonly ConditionalWeakTable<ScriptBlockAst, CommandBlock> _read = [];

    /// <summary>What a script block says.</summary>
    /// <exception cref="InvalidCommandBlockException">It is more than a pipeline of programs, or nothing.</exception>
    public static CommandBlock Read(ScriptBlockAst block) => _read.GetValue(block, static block => new(ReadStages(block)));

    /// <summary>Whether a script block is meant as a command line, and not as an expression that gives a value.</summary>
    public static bool IsCommandLine(ScriptBlockAst block) =>
        block.EndBlock is not { Statements: [PipelineAst { PipelineElements: [CommandExpressionAst] }] };

    private static CommandStage[] ReadStages(ScriptBlockAst block)
    {
        if (block.ParamBlock is { } parameters)
            throw Refuse(parameters, "declares parameters", OnePipeline + " Use the caller's variables instead.");
        if (block.BeginBlock is not null || block.ProcessBlock is not null || block.DynamicParamBlock is not null || block.EndBlock is not { Unnamed: true } body)
            throw Refuse(block, "has begin, process or end", OnePipeline);
        if (body.Traps is [var trap, ..])
            throw Refuse(trap, "is a trap", OnePipeline + " Write try and catch around the cmdlet.");
        if (body.Statements.Count == 0)
            throw Refuse(block, "is empty", OnePipeline + " For example: { git log -n 5 }");
        if (body.Statements.Count > 1)
            throw Refuse(body.Statements[1], "is a second statement", OnePipeline + " Run it with a cmdlet of its own.");

        return body.Statements[0] switch
        {
            PipelineAst background when IsBackground(background) => throw Refuse(background, "ends in &", "Use Start-SafeProcess for a program in the background."),
            PipelineAst pipeline => [.. pipeline.PipelineElements.Select(ReadStage)],
            var chain when chain.GetType().Name == "PipelineChainAst" => throw Refuse(chain, "joins commands with && or ||", OnePipeline + " Ask Success of the result, or $LASTEXITCODE, between two runs."),
            AssignmentStatementAst assignment => throw Refuse(
                assignment, "is an assignment", $"Write it before the cmdlet: {assignment.Left.Extent.Text} = Invoke-SafeProcess {{ … }}"),
            var other => throw Refuse(other, "is a statement of PowerShell", OnePipeline + " Write the statement around the cmdlet."),
        };
    }

    private static CommandStage ReadStage(CommandBaseAst element)
    {
        if (element is not CommandAst command)
            throw Refuse(element, "is an expression, no program", "Pipe it into the cmdlet, which gives it to the program as input.");
        if (command.InvocationOperator == TokenKind.Dot)
            throw Refuse(command, "is dot-sourced", OnePipeline);
        if (command.CommandElements[0] is not ExpressionAst name)
            throw Refuse(command.CommandElements[0], "names no program", OnePipeline);
        if (command.CommandElements.OfType<ScriptBlockExpressionAst>().FirstOrDefault() is { } script)
            throw Refuse(script, "is a script block, which no program can be given", "Quote it: '{ … }'.");
        return new CommandStage(name, [.. command.CommandElements.Skip(1)], command.Redirections);
    }

    // The reference assembly for PowerShell 5 to 7 knows neither this property nor the type of a chain.
    private static bool IsBackground(PipelineAst pipeline) => PSObject.AsPSObject(pipeline).Properties["Background"]?.Value is true;

    private static InvalidCommandBlockException Refuse(Ast where, string what, string instead) => new(where.Extent, what, instead);
}
