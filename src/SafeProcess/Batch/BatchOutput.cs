using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>Takes what becomes of the items to the pipeline: results, errors, what was not run. What is observed on the runners' threads is
/// written on the pipeline thread; all other members belong to that thread.</summary>
/// <param name="pump">The way to the pipeline thread.</param>
/// <param name="order">Gives the results in the order of the input; null for the order in which they come.</param>
/// <param name="log">Takes a line for each run; null for none.</param>
internal sealed class BatchOutput(PipelinePump pump, BatchOrder? order, JobLog? log) : IBatchObserver
{
    /// <summary>How many items that were not run an error names. Without a bound an endless pipeline whose batch was closed would fill the memory.</summary>
    public const int MostNamed = 10_000;

    private readonly List<BatchItem> _notRun = [];
    private int _exitCode;

    /// <summary>Whether a program reads the results, which then are their standard output.</summary>
    public bool ForProgram { get; init; }

    /// <summary>How many items have ended: with a result, with an error or without having been run.</summary>
    public long Ended { get; private set; }

    /// <summary>How many of them failed.</summary>
    public long Failed { get; private set; }

    /// <summary>How many were not run.</summary>
    public long NotRun { get; private set; }

    /// <summary>How many wait for an earlier one before they are written.</summary>
    public int Held => order?.Held ?? 0;

    /// <summary>0, or what the last one that failed says; of those that were not run, that the time was over.</summary>
    public int ExitCode => _exitCode == 0 && NotRun > 0 ? LastExitCode.AfterDeadline : _exitCode;

    /// <summary>On any thread.</summary>
    void IBatchObserver.Ended(BatchEnd end, TimeSpan? retryDelay)
    {
        var logError = end is { WasTried: true, WasTold: false } ? log?.Write(end) : null;
        pump.Post(new Step(this, end, retryDelay, logError));
    }

    /// <summary>Counts an item that is not handed on, because there is nothing to do for it.</summary>
    public void Skip(Cmdlet cmdlet, long index)
    {
        Ended++;
        order?.Skip(index);
        WriteInOrder(cmdlet);
    }

    /// <summary>Names what was not run, if there is any, in one error.</summary>
    public void WriteNotRun(Cmdlet cmdlet, BatchClosing reason)
    {
        if (NotRun == 0)
            return;
        var items = _notRun.OrderBy(static item => item.Index).Select(static item => item.ShownObject);
        cmdlet.WriteError(RunErrors.ForNotRun(NotRun, [.. items], reason));
    }

    private void Take(Cmdlet cmdlet, Step step)
    {
        if (step.LogError is { } logError)
            cmdlet.WriteError(logError);
        if (step.RetryDelay is { } delay)
        {
            var why = step.End.Result?.ToString() ?? VisibleText.Line(step.End.Failure?.Message ?? string.Empty);
            WarnOfOrphans(cmdlet, step.End);
            cmdlet.WriteVerbose($"Item {step.End.Item.Index}: attempt {step.End.Attempt} failed; once more in {Display.Time(delay)}. {why}");
            return;
        }

        // First, so that a write that ends the pipeline does not end the count.
        Ended++;
        if (!step.End.WasTried)
            NotRun++;
        else if (!step.End.Success)
            Failed++;
        if (order is null)
        {
            Write(cmdlet, step.End);
            return;
        }

        order.Add(step.End);
        WriteInOrder(cmdlet);
    }

    private void WriteInOrder(Cmdlet cmdlet)
    {
        while (order is not null && order.TryTake(out var end))
            Write(cmdlet, end);
    }

    private void Write(Cmdlet cmdlet, BatchEnd end)
    {
        if (!end.WasTried)
        {
            if (_notRun.Count < MostNamed)
                _notRun.Add(end.Item);
            return;
        }

        if (!end.Success)
            _exitCode = end.Result is { Success: false } failed ? LastExitCode.Of(failed) : LastExitCode.Of(end.Failure!);
        if (end.Result is { } result)
            Write(cmdlet, result, end);
        WarnOfOrphans(cmdlet, end);
        if (!end.Success)
            cmdlet.WriteError(RunErrors.For(end, end.Failure is StartException start && cmdlet is PSCmdlet caller ? StartHints.For(caller, start) : null));
    }

    private static void WarnOfOrphans(Cmdlet cmdlet, BatchEnd end)
    {
        if (OrphanWarning.For(end.Result) is { } warning)
            cmdlet.WriteWarning($"Item {end.Item.Index}: {warning}");
    }

    private void Write(Cmdlet cmdlet, ProcessResult result, BatchEnd end)
    {
        if (!ForProgram)
            cmdlet.WriteObject(BatchResult.Of(result, end));
        else if (result.StandardOutput is { Length: > 0 } text)
            cmdlet.WriteObject(OutputPlan.WithoutLastNewline(text));
    }

    private sealed class Step(BatchOutput output, BatchEnd end, TimeSpan? retryDelay, ErrorRecord? logError) : IPipelineItem
    {
        public BatchEnd End => end;

        public TimeSpan? RetryDelay => retryDelay;

        public ErrorRecord? LogError => logError;

        public void Emit(Cmdlet cmdlet)
        {
            try
            {
                output.Take(cmdlet, this);
            }
            finally
            {
                // The pipeline thread may be waiting for this count.
                output.Wake();
            }
        }

        public void Drop() => output.Wake();
    }

    private void Wake() => pump.Wake();
}
