using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>What a command block says is to be run, with the values of the moment.</summary>
internal static class CommandBlockCall
{
    /// <summary>Reads a script block and evaluates what stands in it, in the caller's scope.</summary>
    /// <param name="cmdlet">The cmdlet that was given the block.</param>
    /// <param name="script">The block.</param>
    /// <param name="item">What <c>$_</c> is, for a batch; null for the caller's own.</param>
    /// <param name="isElsewhere">Whether it runs in another session, whose files and home count.</param>
    /// <returns>The programs in the order of the pipeline, named as they are in the block; at least one.</returns>
    /// <exception cref="InvalidCommandBlockException">It is no pipeline of programs.</exception>
    /// <exception cref="RuntimeException">An expression in it failed.</exception>
    public static IReadOnlyList<CalledStage> Read(PSCmdlet cmdlet, ScriptBlock script, PSVariable? item = null, bool isElsewhere = false)
    {
        var block = CommandBlockReader.Read((ScriptBlockAst)script.Ast);
        var scope = new CallerScope(cmdlet, script.Module, item);
        var values = ((IEnumerable<object?>)scope.Evaluate(block.Expressions)).GetEnumerator();
        CalledStage[] stages = [.. block.Stages.Select(stage => Call(stage, values, cmdlet, scope.Session, isElsewhere))];
        return stages.SkipLast(1).FirstOrDefault(static stage => stage.Streams.Output is not null) is { Streams.Output: { } taken }
            ? throw new InvalidCommandBlockException(taken.Where, "takes what the next program is to read", "Redirect the output of the last program.")
            : stages;
    }

    /// <summary>Refuses a block that is no command line whatever its values are, without evaluating it.</summary>
    /// <exception cref="InvalidCommandBlockException">It is none.</exception>
    public static void Check(PSCmdlet cmdlet, ScriptBlock script)
    {
        var programs = new ProgramName(new CallerScope(cmdlet, script.Module).Session, cmdlet.InvokeCommand);
        foreach (var stage in CommandBlockReader.Read((ScriptBlockAst)script.Ast).Stages)
        {
            if (stage.Name is StringConstantExpressionAst name)
                programs.Resolve(name, name.Value);
        }
    }

    private static CalledStage Call(CommandStage stage, IEnumerator<object?> values, PSCmdlet cmdlet, SessionState session, bool isElsewhere)
    {
        values.MoveNext();
        var program = new ProgramName(session, cmdlet.InvokeCommand).Resolve(stage.Name, values.Current);
        var arguments = NativeArguments.Of(ElementReader.Join(stage.Elements, values), session, out var isLastRaw, isElsewhere);
        return new CalledStage(program, arguments)
        {
            IsLastArgumentRaw = isLastRaw,
            Streams = StageStreams.Read(stage.Redirections, values),
            Extent = stage.Name.Extent,
        };
    }
}
