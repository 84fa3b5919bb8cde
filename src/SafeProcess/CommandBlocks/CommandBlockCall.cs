using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>What a command block says is to be run, with the values of the moment.</summary>
/// <param name="Stages">The programs in the order of the pipeline; at least one.</param>
internal sealed record CommandBlockCall(IReadOnlyList<CalledStage> Stages)
{
    /// <summary>Reads a script block and evaluates what stands in it, in the caller's scope.</summary>
    /// <param name="cmdlet">The cmdlet that was given the block.</param>
    /// <param name="script">The block.</param>
    /// <param name="item">What <c>$_</c> is, for a batch; null for the caller's own.</param>
    /// <exception cref="InvalidCommandBlockException">It is no pipeline of programs.</exception>
    /// <exception cref="RuntimeException">An expression in it failed.</exception>
    public static CommandBlockCall Read(PSCmdlet cmdlet, ScriptBlock script, PSVariable? item = null)
    {
        var block = CommandBlockReader.Read((ScriptBlockAst)script.Ast);
        var scope = new CallerScope(cmdlet, script.Module, item);
        var values = ((IEnumerable<object?>)scope.Evaluate(block.Expressions)).GetEnumerator();
        return new CommandBlockCall([.. block.Stages.Select(stage => Call(stage, values, cmdlet, scope.Session))]);
    }

    private static CalledStage Call(CommandStage stage, IEnumerator<object?> values, PSCmdlet cmdlet, SessionState session)
    {
        values.MoveNext();
        var program = new ProgramName(session, cmdlet.InvokeCommand).Resolve(stage.Name, values.Current);
        var arguments = NativeArguments.Of(ElementReader.Join(stage.Elements, values), session);
        return new CalledStage(program, arguments, StageStreams.Read(stage.Redirections, values), stage.Extent);
    }
}

/// <summary>One program of a command block, ready to be run.</summary>
/// <param name="Program">A path, or a name to be found on PATH.</param>
/// <param name="Arguments">Each as the program gets it.</param>
/// <param name="Streams">Where its streams go.</param>
/// <param name="Extent">In the text that was typed.</param>
internal sealed record CalledStage(string Program, string[] Arguments, StageStreams Streams, IScriptExtent Extent);
