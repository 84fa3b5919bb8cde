namespace SafeProcess.Commands;

/// <summary>A job that was awaited to become ready has ended instead.</summary>
public sealed class EndedBeforeReadyException : InvalidOperationException
{
    private const int Lines = 20;

    private EndedBeforeReadyException(string message, ProcessResult? result, IReadOnlyList<string> output)
        : base(message)
    {
        Result = result;
        Output = Array.AsReadOnly([.. output]);
    }

    /// <summary>What became of the run; null when that is not known.</summary>
    public ProcessResult? Result { get; }

    /// <summary>The last lines it wrote on both streams, at most 20.</summary>
    public IReadOnlyList<string> Output { get; }

    internal static EndedBeforeReadyException For(SafeProcessJob job, string awaited)
    {
        var output = job.History.Last(Lines);
        var how = job.Result is { } result ? $"{result}".TrimEnd('.') : $"'{job.Command}' ended";
        var wrote = output.Count == 0 ? "It wrote nothing." : "It wrote:\n" + string.Join('\n', output.Select(VisibleText.Line));
        return new(VisibleText.Lines($"{awaited} did not come: {how}. {wrote}"), job.Result, output);
    }
}
