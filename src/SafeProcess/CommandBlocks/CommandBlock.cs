using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <summary>A script block read as a command line: one program, or programs joined by <c>|</c>. Holds what the text says; values come later.</summary>
/// <param name="Stages">The programs in the order of the pipeline; at least one.</param>
internal sealed record CommandBlock(IReadOnlyList<CommandStage> Stages)
{
    /// <summary>All that has to be evaluated, in the order of the text.</summary>
    public IReadOnlyList<ExpressionAst> Expressions { get; } = [.. Stages.SelectMany(static stage => stage.Expressions)];
}

/// <summary>One program of a command block.</summary>
/// <param name="Name">What names the program.</param>
/// <param name="Elements">What stands after it, without redirections.</param>
/// <param name="Redirections">Where its streams go.</param>
internal sealed record CommandStage(
    ExpressionAst Name, IReadOnlyList<CommandElementAst> Elements, IReadOnlyList<RedirectionAst> Redirections)
{
    /// <summary>The name, the elements' expressions and the files of the redirections, in this order.</summary>
    public IEnumerable<ExpressionAst> Expressions =>
        [Name, .. ElementReader.Expressions(Elements), .. Redirections.OfType<FileRedirectionAst>().Select(static file => file.Location)];
}
