using System.Collections;
using System.Management.Automation;
using System.Text;

namespace SafeProcess.Commands;

/// <content>From an item of the pipeline to what is run for it.</content>
public sealed partial class InvokeSafeProcessBatchCommand
{
    // What the command line does not give, the items' properties may.
    private bool _argumentsFromItems;

    /// <exception cref="InvalidParameterException">The item names no program, or a value cannot be used.</exception>
    /// <exception cref="ItemScriptException">A script block failed.</exception>
    private BatchItem ReadItem(long index)
    {
        var item = InputObject;
        var program = ItemReader.Text(ItemScript.Evaluate(nameof(FilePath), FilePath, item))
            ?? throw new InvalidParameterException(nameof(FilePath), "is missing: neither the command line nor the item names a program");
        var directory = ItemReader.Text(ItemScript.Evaluate(nameof(WorkingDirectory), WorkingDirectory, item));
        var arguments = ItemReader.Arguments(ItemScript.EvaluateList(nameof(ArgumentList), ArgumentList, item), _argumentsFromItems);
        var input = ReadInput(item);
        var spec = Limit(new ProcessSpec(PathResolver.ResolveProgram(this, nameof(FilePath), program), arguments)
        {
            WorkingDirectory = directory is null
                ? PathResolver.CurrentDirectory(this)
                : PathResolver.Resolve(this, nameof(WorkingDirectory), directory),
            Environment = ItemReader.Environment(nameof(Environment), ItemScript.Evaluate(nameof(Environment), Environment, item)),
            Input = input.IsEmpty ? ProcessInput.Empty : ProcessInput.FromBytes(input),
            Timeout = ItemReader.Time(nameof(Timeout), ItemScript.Evaluate(nameof(Timeout), Timeout, item)),
        });
        return new BatchItem(index, item, spec) { Key = JobLog is null ? null : JobLogKey.Of(spec, input.Span) };
    }

    private ReadOnlyMemory<byte> ReadInput(object? item)
    {
        if (StandardInput is null)
            return default;
        IEnumerable values = ItemScript.Unwrap(StandardInput) is ScriptBlock script
            ? ItemScript.Run(nameof(StandardInput), script, item)
            : new[] { StandardInput };
        return ItemReader.Input(values, _pump!, InputEncoding ?? ProcessInput.DefaultEncoding);
    }
}
