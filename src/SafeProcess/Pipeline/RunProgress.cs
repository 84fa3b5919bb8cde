using System.Management.Automation;

namespace SafeProcess.Commands;

/// <summary>The progress of a single run that takes long: a bar of the time it has used of what it may use, with the last line it wrote and the
/// size of its tree. Drawn on the pipeline thread.</summary>
internal sealed class RunProgress : IPipelineItem, IDisposable
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(400);

    // Far from the ids that scripts give their own bars.
    private static int _lastId = 0x5AFF0000;

    private readonly int _id = Interlocked.Increment(ref _lastId);
    private readonly ProcessRun _run;
    private readonly PipelinePump _pump;
    private readonly ITimer _timer;
    private int _looking;
    private int _processes = 1;
    private bool _shown;

    /// <summary>Draws when the run has taken long, and from time to time after that.</summary>
    public RunProgress(ProcessRun run, PipelinePump pump)
    {
        (_run, _pump) = (run, pump);
        _timer = TimeProvider.System.CreateTimer(static state => _ = ((RunProgress)state!).LookAsync(), this, _long, _interval);
    }

    /// <inheritdoc/>
    public void Emit(Cmdlet cmdlet)
    {
        if (_run.Completion.IsCompleted)
            return;
        var elapsed = _run.Elapsed;
        var time = _run.Spec.Timeout is { } timeout ? $"{Display.Time(elapsed)} of {Display.Time(timeout)}" : Display.Time(elapsed);
        // In the status, as a console shows no more of a record.
        var line = _run.LastLine is { } last ? ": " + VisibleText.Line(last) : null;
        var record = new ProgressRecord(
            _id, CommandLine.ShowShort(_run.Spec), $"{time}, {_processes} {(_processes == 1 ? "process" : "processes")}{line}");
        if (_run.Spec.Timeout is { } most)
            record.PercentComplete = (int)Math.Clamp(100 * elapsed / most, 0, 100);
        cmdlet.WriteProgress(record);
        _shown = true;
    }

    /// <inheritdoc/>
    public void Drop()
    {
    }

    /// <summary>Takes the bar away. On the pipeline thread.</summary>
    public void End(Cmdlet cmdlet)
    {
        Dispose();
        if (_shown)
            cmdlet.WriteProgress(new ProgressRecord(_id, CommandLine.ShowShort(_run.Spec), "done") { RecordType = ProgressRecordType.Completed });
        _shown = false;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    // One look at a time: on a busy machine one may take longer than the interval.
    private async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
            return;
        try
        {
            _processes = Math.Max(1, (await _run.LookAsync().ConfigureAwait(false)).Count);
            _pump.Post(this);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }
}
