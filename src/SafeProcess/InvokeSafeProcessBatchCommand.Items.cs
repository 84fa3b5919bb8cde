using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SafeProcess.Commands;

/// <content>From an item of the pipeline to what is run for it.</content>
public sealed partial class InvokeSafeProcessBatchCommand
{
    // A command block; null when the parameters say what is run.
    private ScriptBlock? _block;

    // What was typed behind the program; null when there is nothing, or no text that says it.
    private IReadOnlyList<object?>? _typedArguments;

    // What the command line does not give, the items' properties may.
    private HashSet<string> _given = [];
    private bool _isMentioned;

    /// <summary>Finds out what the parameters say of every item, before the first one.</summary>
    /// <exception cref="InvalidParameterException">They contradict each other.</exception>
    /// <exception cref="InvalidCommandBlockException">The command block is none.</exception>
    private void ReadCommand()
    {
        _block = FindBlock();
        if (_block is not null)
            CommandBlockCall.Check(this, _block);
        else
            _typedArguments = ReadTypedArguments();
        _given = [.. MyInvocation.BoundParameters.Keys];
        _isMentioned = new[] { FilePath, WorkingDirectory, Environment, Timeout, StandardInput }.Any(ItemScript.IsScript)
            || (_typedArguments ?? ArgumentList) is var arguments && (ItemScript.IsScript(arguments) || LanguagePrimitives.GetEnumerable(arguments)?.Cast<object?>().Any(ItemScript.IsScript) == true);
    }

    /// <summary>A block that stands first is a command line, unless it is an expression: then it gives the name of the program.</summary>
    private ScriptBlock? FindBlock()
    {
        var first = ItemScript.Unwrap(FilePath) as ScriptBlock;
        if (ScriptBlock is null && (first is null || !IsPositional(nameof(FilePath)) || !CommandBlockReader.IsCommandLine((ScriptBlockAst)first.Ast)))
            return null;
        var other = ScriptBlock is not null && FilePath is not null ? nameof(FilePath) : ArgumentList is not null ? nameof(ArgumentList) : null;
        return other is null
            ? ScriptBlock ?? first
            : throw new InvalidParameterException(
                other, "cannot be used with a command block, which holds the program and its arguments; a block that gives the name of the program is written -FilePath { … }");
    }

    // The type is PowerShell's own; its property is public.
    private bool IsPositional(string parameter) =>
        PSObject.AsPSObject(MyInvocation.BoundParameters).Properties["BoundPositionally"]?.Value is not IEnumerable<string> positional || positional.Contains(parameter);

    private List<object?>? ReadTypedArguments()
    {
        var scope = new CallerScope(this);
        if (SplitTyped(scope) is not { Words.Count: > 0 } split)
            return null;
        // PowerShell's own list holds the values; an array that is the only one stands for itself.
        var bound = ArgumentList is List<object?> values ? values : ArgumentListTransformationAttribute.BoundAs(ArgumentList, split.BoundCount);
        return split.HasOwn(nameof(ArgumentList))
            ? [.. LanguagePrimitives.GetEnumerable(ArgumentList)?.Cast<object?>() ?? [ArgumentList], .. new RestoredArguments(split, [], scope).ReadWithScripts()]
            : new RestoredArguments(split, bound, scope).ReadWithScripts();
    }

    /// <exception cref="InvalidParameterException">The item names no program, or a value cannot be used.</exception>
    /// <exception cref="InvalidCommandBlockException">The block gives no program for this item.</exception>
    /// <exception cref="ItemScriptException">A script block failed.</exception>
    private ItemCall ReadCall(long index, object? item)
    {
        var values = new ItemValues(this, item);
        var directory = ItemReader.Text(values.Of(nameof(WorkingDirectory), WorkingDirectory));
        var environment = ItemReader.Environment(nameof(Environment), values.Of(nameof(Environment), Environment));
        var timeout = ItemReader.Time(nameof(Timeout), values.Of(nameof(Timeout), Timeout));
        // After all else, as it wants to know whether something of the item was used.
        var stages = MarkSecrets(_block is null ? [ReadProgram(values, item)] : ReadBlock(_block, item));
        return new ItemCall(index, stages)
        {
            WorkingDirectory = directory,
            Environment = environment,
            Timeout = timeout,
            Input = ReadInput(item),
            Files = ReadFiles(item, directory),
        };
    }

    private CalledStage ReadProgram(ItemValues values, object? item)
    {
        var program = ItemReader.Text(values.Of(nameof(FilePath), FilePath))
            ?? throw new InvalidParameterException(nameof(FilePath), "is missing: neither the command line nor the item names a program");
        var arguments = _typedArguments is null
            ? values.Of(nameof(ArgumentList), ArgumentList, ItemScript.EvaluateList)
            : ItemScript.EvaluateList(nameof(ArgumentList), _typedArguments, item);
        var list = ItemReader.Arguments(arguments, fromCell: _typedArguments is null && !_given.Contains(nameof(ArgumentList)));
        if (!_isMentioned && !values.AreUsed)
            list = [.. list, .. ItemReader.ItemAsArguments(nameof(InputObject), item)];
        return new CalledStage(program, list);
    }

    private IReadOnlyList<CalledStage> ReadBlock(ScriptBlock block, object? item)
    {
        try
        {
            return CommandBlockCall.Read(this, block, new PSVariable("_", item));
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (RuntimeException failure)
        {
            throw new ItemScriptException(nameof(ScriptBlock), failure);
        }
    }

    /// <inheritdoc/>
    private protected override string InputParameter => nameof(StandardInput);

    private ReadOnlyMemory<byte> ReadInput(object? item)
    {
        if (StandardInput is null)
            return default;
        IEnumerable values = ItemScript.Unwrap(StandardInput) is ScriptBlock script
            ? ItemScript.Run(nameof(StandardInput), script, item)
            : new[] { StandardInput };
        return ItemReader.Input(values, _pump!, TextOfInput);
    }

    /// <summary>What the parameters are for one item: a constant, what a script block gives, or a property of the item.</summary>
    private sealed class ItemValues(InvokeSafeProcessBatchCommand batch, object? item)
    {
        /// <summary>Whether something of the item was used.</summary>
        public bool AreUsed { get; private set; }

        /// <summary>The value for a parameter.</summary>
        /// <param name="parameter">Its name.</param>
        /// <param name="bound">What PowerShell bound: from the command line, or from a property of the item.</param>
        /// <param name="evaluate">Runs the script blocks of a value.</param>
        public object? Of(string parameter, object? bound, Func<string, object?, object?, object?>? evaluate = null)
        {
            if (batch._given.Contains(parameter))
                return (evaluate ?? ItemScript.Evaluate)(parameter, bound, item);
            // PowerShell looks at properties; the keys of a row are none.
            var value = ItemScript.Unwrap(item) is IDictionary row ? ItemReader.Entry(row, parameter) : bound;
            AreUsed |= value is not null;
            return value;
        }
    }
}
